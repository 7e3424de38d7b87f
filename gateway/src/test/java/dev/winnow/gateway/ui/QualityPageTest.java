package dev.winnow.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.Measure;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class QualityPageTest extends PageTest {
    private static final String PAGE = "/datasets/pets/quality";
    private static final String SHARPNESS = "[data-measure=laplacian_variance] ";
    private static final String CALIBRATION = "GET /api/datasets/pets/quality/calibration?measure=laplacian_variance";

    @Test
    void everyMeasureIsDrawnInItsGroupWithTheLinesOfItsRules() {
        browser.open(gateway.page(PAGE));

        browser.awaitElement(".distribution .columns[d^=M]");
        assertThat(browser.countOf(".distribution .columns[d^=M]")).isEqualTo(Measure.values().length);
        assertThat(browser.countOf("[aria-label=Other]"))
                .as("measures without a group")
                .isZero();
        assertThat(browser.countOf("[data-measure=brightness] [role=slider]")).isEqualTo(2);
        assertThat(browser.textOf(SHARPNESS)).contains("Blurry below 60 · log axis");
        assertThat(browser.textOf("[data-measure=size]")).contains("Odd size beyond 3 interquartile ranges");
        assertThat(browser.textOf("h1 + p")).isEqualTo("1,100 images, 37 flagged · spec 2");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theFormulaIsThereOnDemand() {
        browser.open(gateway.page(PAGE));

        browser.click(SHARPNESS + "summary");

        assertThat(browser.textOf(SHARPNESS + ".about"))
                .contains("variance of the 3×3 Laplacian", "gray levels²", "Pech-Pacheco et al. 2000", "sharper");
    }

    @Test
    void aLineThatIsDraggedCountsFromTheBinsAndAsksForTheImagesAroundItWhenLetGo() {
        browser.open(gateway.page(PAGE));
        browser.awaitElement(SHARPNESS + "[role=slider]");

        browser.drag(SHARPNESS + "[role=slider]", 40, false);
        browser.await(
                "/^[\\d.]+: about \\d+ outside$/.test(document.querySelector('" + SHARPNESS + "output').innerText)");
        assertThat(gateway.asked()).noneMatch(request -> request.startsWith(CALIBRATION));
        assertThat(browser.valueOf("location.search")).isEmpty();

        browser.drag(SHARPNESS + "[role=slider]", 0, true);
        browser.await("location.search.startsWith('?measure=laplacian_variance&issue=BLURRY&below=')");
        browser.awaitText(".tally", "Flags 55 of 1,100 images; 30 are outside now: 25 more.");
        double below = Double.parseDouble(browser.valueOf("new URLSearchParams(location.search).get('below')"));
        assertThat(below).isGreaterThan(60);
        assertThat(gateway.asked())
                .anyMatch(request -> request.startsWith(CALIBRATION) && request.contains("issue=BLURRY"));
        assertThat(browser.textOf("[data-side='below under']")).contains("Just under 80, outside", "soft.jpg", "79.5");
        assertThat(browser.textOf("[data-side='below over']")).contains("Just over 80, inside", "crisp.jpg", "81");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theKeyboardMovesALineAndTheBackButtonTakesItBack() {
        browser.open(gateway.page(PAGE + "?measure=brightness&issue=BRIGHT"));
        browser.awaitElement("[aria-label='Bright above']");
        browser.valueOf("document.querySelector('[aria-label=\"Bright above\"]').focus()");

        browser.press("ArrowLeft");

        browser.await("location.search.includes('above=0.87')");
        assertThat(browser.valueOf("document.activeElement.getAttribute('aria-valuetext')"))
                .isEqualTo("0.87 share of full scale, about 52 images outside");
        assertThat(browser.valueOf("document.querySelector('.fields input').value"))
                .isEqualTo("0.87");

        browser.valueOf("history.back()");
        browser.await("location.search === '?measure=brightness&issue=BRIGHT'");
        browser.await(
                "document.querySelector('[aria-label=\"Bright above\"]').getAttribute('aria-valuenow') === '0.93'");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aFenceMovesAtBothEnds() {
        browser.open(gateway.page(PAGE + "?measure=size&fence=2"));

        browser.awaitElement("[aria-label='Odd size above'][aria-valuenow='500']");
        browser.await("document.querySelector('[name=fence]').value === '2'");
        assertThat(browser.valueOf("document.querySelector('.controls [value=REJECT]').disabled"))
                .isEqualTo("true");
        assertThat(gateway.asked())
                .anyMatch(request -> request.contains("measure=size") && request.contains("below=0&above=500"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aLineThatFollowsTheDatasetStaysWhereItIsPut() {
        browser.open(gateway.page(PAGE + "?measure=noise_sigma"));
        browser.awaitElement("[aria-label='Noisy above'][aria-valuenow='12']");
        assertThat(browser.textOf("[data-measure=noise_sigma]")).contains("Noisy far above the rest (12)");
        assertThat(browser.valueOf("document.querySelector('.controls [value=REJECT]').disabled"))
                .isEqualTo("true");
        browser.valueOf("document.querySelector('[aria-label=\"Noisy above\"]').focus()");

        browser.press("ArrowLeft");

        browser.await("location.search.includes('above=11')");
        browser.await("document.querySelector('.controls [value=REJECT]').disabled === false");
        assertThat(browser.valueOf("document.querySelector('.fields input').value"))
                .isEqualTo("11");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aThresholdIsAppliedToTheVersionThatWasLookedAtAndNothingElseChanges() throws IOException {
        browser.open(gateway.page(PAGE + "?measure=laplacian_variance&below=80&action=REJECT"));
        browser.awaitText(".tally", "Rejects 55 of 1,100 images; 30 are outside now: 25 more.");

        browser.click(".tuner .primary");

        browser.awaitText(".judging strong", "Judging by spec 2: 2 images to go");
        browser.await("document.querySelector('.judging').hidden");
        browser.await("location.search === '?measure=laplacian_variance&issue=BLURRY'");
        assertThat(gateway.asked()).contains("PUT /api/datasets/pets/spec \"2\"");
        JsonNode rules = gateway.puttedSpec().path("quality").path("rules");
        assertThat(rules.path("BLURRY").path("measure").asText()).isEqualTo("laplacian_variance");
        assertThat(rules.path("BLURRY").path("below").asDouble()).isEqualTo(80);
        assertThat(rules.path("BLURRY").path("above").isNull()).isTrue();
        assertThat(rules.path("BLURRY").path("action").asText()).isEqualTo("REJECT");
        assertThat(rules.path("BRIGHT").path("above").asDouble()).isEqualTo(0.93);
        assertThat(rules.path("BRIGHT").path("below").isNull()).isTrue();
        assertThat(rules.path("ODD_SIZE").path("fence").asDouble()).isEqualTo(3);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void somebodyElsesChangeIsSaidInsteadOfOverwritten() {
        gateway.setConflict(true);
        browser.open(gateway.page(PAGE + "?measure=laplacian_variance&below=80"));
        browser.awaitElement(".tuner .primary:not([disabled])");

        browser.click(".tuner .primary");

        browser.await(
                "document.querySelector('.trouble').innerText.startsWith('Somebody else changed the spec meanwhile')");
        assertThat(browser.valueOf("location.search")).contains("below=80");
        assertThat(gateway.puttedSpec()).isNull();
    }

    @Test
    void whatTheGatewaySaysIsWrongIsShown() {
        gateway.setBroken(true);
        browser.open(gateway.page(PAGE + "?measure=laplacian_variance&below=80"));

        browser.awaitText(".trouble", "The database is busy");
    }

    @Test
    void aMeasureWithoutARuleCanTakeOneOverOrIsOnlyLookedAt() {
        browser.open(gateway.page(PAGE + "?measure=tenengrad"));
        browser.await(
                "document.querySelector('.tuner')?.innerText.includes('Blurry is judged by laplacian variance now')");
        assertThat(browser.countOf("[data-measure=tenengrad] [role=slider]")).isEqualTo(1);
        assertThat(browser.countOf(".tuner .primary:not([disabled])")).isEqualTo(1);

        browser.open(gateway.page(PAGE + "?measure=transparency"));
        browser.await("document.querySelector('.tuner')?.innerText.includes('No rule judges by this measure')");
        assertThat(browser.countOf("[data-measure=transparency] [role=slider]")).isZero();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theExtremesOfTheClassAreShownWithTheirValues() {
        browser.open(gateway.page(PAGE + "?label=cat&split=train"));

        browser.awaitElement("[aria-label=Darkest] .cell img");
        browser.await("document.querySelectorAll('.extreme .cell').length === 14");
        assertThat(browser.countOf(".extreme")).isEqualTo(7);
        assertThat(browser.textOf("[aria-label=Largest] .cell .value")).isEqualTo("64 × 48");
        assertThat(gateway.asked())
                .contains(
                        "GET /api/datasets/pets/images?state=accepted&split=train&label=cat&sort=size&order=desc&limit=8")
                .contains("GET /api/datasets/pets/quality?bins=40&label=cat&split=train");
        assertThat(browser.valueOf("document.querySelector('[name=label]').value"))
                .isEqualTo("cat");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void everyRejectionHasItsFileAndItsSentence() {
        browser.open(gateway.page(PAGE));

        browser.awaitElement(".refusals .file");
        assertThat(browser.textOf(".refusals .reason")).contains("Truncated", "101");
        assertThat(browser.textOf(".refusals .file"))
                .contains("dog/half.jpg", "The file ends 300 bytes before its picture does");

        browser.click(".refusals .file a");
        browser.await("location.pathname.endsWith('/images/00000000000000000000000000000003')");
        browser.valueOf("history.back()");
        browser.awaitElement(".refusals .file");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aHostileClassAndFileNameAreText() {
        browser.open(gateway.page(PAGE + "?measure=laplacian_variance&label=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E"));

        browser.awaitElement("[data-side='below under'] .cell");
        browser.awaitElement("#quality-labels option:nth-child(3)");
        assertThat(browser.textOf("[data-side='below under']")).contains("<script>alert(1)<\\script>.jpg");
        assertThat(browser.valueOf("document.querySelector('[name=label]').value"))
                .isEqualTo("<img src=x onerror=alert(1)>");
        assertThat(browser.countOf("img[src=x], main script")).isZero();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theDashboardLeadsHere() {
        browser.open(gateway.page("/datasets/pets"));

        browser.click(".pages a[href$=quality]");

        browser.awaitText("h1", "Quality of pets");
        browser.awaitElement(".distribution");
        assertThat(List.of(browser.valueOf("location.pathname"))).containsExactly(PAGE);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aPhoneIsWideEnough() {
        browser.resize(390, 844);
        browser.open(gateway.page(PAGE + "?measure=laplacian_variance"));

        browser.awaitElement("[data-side='below over'] .cell");
        browser.awaitElement(".refusals .file");
        assertThat(browser.valueOf("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .isEqualTo("0");
        assertThat(browser.complaints()).isEmpty();
    }
}
