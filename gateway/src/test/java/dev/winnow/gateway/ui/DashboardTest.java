package dev.winnow.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardTest extends PageTest {
    private static final String FIRST = "/datasets/pets/images/00000000000000000000000000000001";

    @AfterEach
    void nothingWasComplainedOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theOnlyDatasetOpensAtOnceAndShowsItsNumbers() {
        browser.open(gateway.page("/"));

        browser.awaitText("h1", "pets");
        browser.await("location.pathname === '/datasets/pets'");
        browser.awaitText(".chip[data-count=uploaded] strong", "1,204");
        browser.awaitText(".chip[data-count=accepted] strong", "1,100");
        browser.awaitText(".chip[data-count=rejected] strong", "101");
        browser.awaitText(".splits [data-split=train] .note", "80.0 %, wished 80.0 %");
        browser.awaitText(".classes li:first-child .value", "700");
        assertThat(browser.textOf("[aria-label=Classes] .panel-foot"))
                .contains("60 images with several labels count under each of them");
        browser.awaitText(".panel .verdict strong", "No leakage");
        browser.awaitElement(".histogram:nth-child(2) .columns[d^=M]");
        assertThat(browser.countOf(".histogram .rules line")).isEqualTo(3);
        browser.awaitText(".station:first-child .speed", "118/s");
        browser.awaitText(".station:first-child .lag", "1 waiting");
        browser.awaitText(".station:last-child .lag", "lag unknown");
    }

    @Test
    void anImageShowsItsThumbnailAndARejectedOneTheReason() {
        browser.open(gateway.page("/datasets/pets"));

        browser.await("document.querySelectorAll('.grid .cell').length === 3");
        browser.valueOf("document.querySelector('#images').scrollIntoView()");
        browser.await("document.querySelector('.cell img')?.naturalWidth === 64");
        browser.awaitText(".cell[data-state=rejected] .refusal strong", "Truncated");
        assertThat(browser.textOf(".cell[data-state=rejected] .refusal"))
                .contains("The file ends 300 bytes before its picture does");
    }

    @Test
    void aNameThatLooksLikeMarkupIsShownAsText() {
        browser.open(gateway.page("/datasets/pets"));

        browser.awaitText(".grid li:nth-child(2) .name", "<img src=x onerror=alert(1)>.jpg");
        assertThat(browser.countOf("img[src=x]")).isZero();
    }

    @Test
    void aFilterStandsInTheUrlAndGoesWithTheBackButton() {
        browser.open(gateway.page("/datasets/pets"));
        browser.await("document.querySelectorAll('.grid .cell').length === 3");

        browser.click(".chip[data-count=rejected]");
        browser.await("location.search === '?state=rejected'");
        browser.await("document.querySelectorAll('.grid .cell').length === 1");

        browser.valueOf("history.back()");
        browser.await("location.search === ''");
        browser.await("document.querySelectorAll('.grid .cell').length === 3");
    }

    @Test
    void aLinkToAFilteredViewOpensThatView() {
        browser.open(gateway.page("/datasets/pets?state=rejected"));

        browser.await("document.querySelectorAll('.grid .cell').length === 1");
        browser.awaitText(".found", "1 image");
        browser.awaitText(".chip[aria-current]", "Rejected\n101");
    }

    @Test
    void anImagesPageTellsItsVerdictMeasuresPicturesCopiesAndHistory() {
        browser.open(gateway.page(FIRST));

        browser.awaitText("h1", "cat/tabby one.jpg");
        browser.awaitText(".verdict-card .verdict strong", "Flagged");
        assertThat(browser.textOf(".issues")).contains("laplacian_variance 41.50 is below 60.00");
        browser.await("document.querySelector('.original img').naturalWidth === 64");
        assertThat(browser.textOf(".pictures")).contains("letterbox 224", "flip, rotate 4.2");
        assertThat(browser.countOf(".history li")).isEqualTo(2);
        assertThat(browser.textOf(".history")).contains("images.prepared", "+281 ms");
        assertThat(browser.textOf(".verdict-card .facts")).contains("cat, window");
        assertThat(browser.textOf(".members")).contains("this image", "4 bits apart, parts agree by 0.93");
        browser.await("document.querySelector('.related').innerText.includes('11 bits apart, parts agree by 0.41')");
        browser.await("document.querySelector('.members').innerText.includes('2 bits apart')");
        browser.awaitElement(".measures [data-broken] .mark:not([hidden])");
        assertThat(browser.textOf(".measures [data-broken]")).contains("41.5", "Blurry below 60", "sharper than");
        browser.awaitElement("a[rel=next][href]");
        assertThat(browser.countOf("a[rel=prev][href]")).isZero();
    }

    @Test
    void theKeyboardIsEnough() {
        browser.open(gateway.page("/datasets/pets"));
        browser.await("document.querySelectorAll('.grid .cell').length === 3");

        browser.press("/");
        browser.await("document.activeElement.name === 'q'");
        browser.press("Escape");
        browser.valueOf("document.querySelector('.grid .cell[tabindex=\"0\"]').focus()");
        browser.press("ArrowRight");
        browser.press("ArrowLeft");
        browser.press("Enter");
        browser.await("location.pathname === '" + FIRST + "'");
        browser.awaitElement(".image-page");
        browser.press("Escape");
        browser.await("location.pathname === '/datasets/pets'");
        browser.await("document.querySelectorAll('.grid .cell').length === 3");
    }

    @Test
    void aHistogramIsBrushedByKeyboard() {
        browser.open(gateway.page("/datasets/pets"));
        browser.awaitElement(".histogram .columns[d^=M]");

        browser.valueOf("document.querySelector('.plot').focus()");
        browser.press("ArrowRight");
        browser.press("ArrowRight");
        browser.press("Enter");

        browser.await("location.search === '?measure=brightness&min=0.25&max=0.5'");
        browser.awaitText(".active-filters .chip span", "Brightness 0.25 – 0.5");
    }

    @Test
    void numbersFollowTheLiveStream() throws IOException {
        browser.open(gateway.page("/datasets/pets"));
        browser.awaitText("#link-state", "Live");
        browser.awaitText(".station:first-child .speed", "118/s");

        gateway.announceUploads(1300);

        browser.awaitText(".chip[data-count=uploaded] strong", "1,300");
    }

    @Test
    void aLostConnectionIsSaidAndTakenUpAgain() {
        browser.open(gateway.page("/datasets/pets"));
        browser.awaitText(".station:first-child .speed", "118/s");
        browser.valueOf(
                "window.states = [];"
                        + "new MutationObserver(() => states.push(document.getElementById('link-state').textContent))"
                        + ".observe(document.getElementById('link-state'), {childList: true, characterData: true, subtree: true})");

        gateway.hangUp();

        browser.await("states.includes('Connection lost, retrying')");
        browser.await("states.at(-1) === 'Live'");
    }

    @Test
    void withoutDatasetsItSaysHowToBegin() {
        gateway.setEmpty(true);
        browser.open(gateway.page("/"));

        browser.awaitText("h1", "No images yet");
        assertThat(browser.textOf(".beginning")).contains("./winnow import DIR --to http://" + gateway.host());
        assertThat(browser.textOf(".beginning li:first-child code"))
                .isEqualTo("./winnow import --sample --to http://" + gateway.host());
    }

    @ParameterizedTest
    @CsvSource({"1440, 900", "390, 844"})
    void theFirstImagesStandInTheFirstScreen(int width, int height) {
        browser.resize(width, height);
        browser.open(gateway.page("/datasets/pets"));

        browser.await("document.querySelectorAll('.grid .cell').length === 3");
        String bottomOfFirst = "document.querySelector('.grid .cell').getBoundingClientRect().bottom";
        assertThat(Double.parseDouble(browser.valueOf(bottomOfFirst))).isLessThan(height);
        assertThat(browser.valueOf("['#composition', '.histograms', '#flow'].every((below) =>"
                        + "document.querySelector(below).getBoundingClientRect().top > " + bottomOfFirst + ")"))
                .isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/datasets/pets", FIRST})
    void aPhoneIsWideEnough(String path) {
        browser.resize(390, 844);
        browser.open(gateway.page(path));

        browser.awaitElement(".histogram, .mark:not([hidden])");
        assertThat(browser.valueOf("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .isEqualTo("0");
    }
}
