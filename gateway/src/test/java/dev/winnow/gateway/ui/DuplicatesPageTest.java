package dev.winnow.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DuplicatesPageTest extends PageTest {
    private static final String PAGE = "/datasets/pets/duplicates";
    private static final String WINDOW = "[aria-label='Copies of window.jpg'] ";
    private static final String LINKS = "[aria-label='What links the copies of window.jpg'] ";

    @Test
    void ofALargeClusterTheFirstPicturesAreShownUntilAllAreAskedFor() {
        gateway.setClusterSize(14);
        browser.open(gateway.page(PAGE));

        browser.await("document.querySelectorAll('.cluster:first-child .copies > li').length === 10");
        browser.click(".cluster [data-key$=' all']");
        browser.await("document.querySelectorAll('.cluster:first-child .copies > li').length === 14");
        assertThat(browser.countOf(".cluster [data-key$=' all']")).isZero();
    }

    @Test
    void aClusterShowsItsPicturesWhichIsKeptAndWhatLinksThem() {
        browser.open(gateway.page(PAGE));

        browser.await("document.querySelectorAll('.cluster').length === 2");
        browser.awaitText("h1 + p", "5 images in 2 clusters");
        assertThat(browser.textOf(".cluster [data-representative]"))
                .contains("1 · tabby one.jpg", "train", "Accepted", "640 × 480 · 43 kB")
                .contains("Representative", "kept: the best by quality and resolution");
        assertThat(browser.textOf(".cluster .links"))
                .contains("1 – 2 4 of 64 bits apart, correlation 0.97, PDQ 22 of 256 bits apart")
                .contains("1 – 3 the same bytes");
        assertThat(browser.textOf(LINKS)).contains("turned: flip left right, rotated by 137°");
        assertThat(browser.textOf(".chip[href$='kind=near'] .n")).isEqualTo("2 images");
        assertThat(browser.countOf("img[src=x]")).isZero();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void zerosOffTheDiagonalAreSaidAndWhatTheFoldersLeakedIsShownPairByPair() {
        browser.open(gateway.page(PAGE));

        browser.awaitText(
                ".leakage > .heat-side .verdict span", "No copies stand in two splits, 1,100 images checked.");
        assertThat(browser.countOf(".leakage > .heat-side [data-leaks]")).isZero();
        assertThat(browser.countOf(".layout [data-leaks]")).isEqualTo(2);
        assertThat(browser.textOf(".layout .verdict")).contains("The imported layout leaked 1 pair");
        assertThat(browser.textOf(".layout .evidence")).contains("tabby one.jpg", "val", "4 of 64 bits apart");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aLeakIsAnAlertWithItsEvidence() {
        gateway.setLeaking(true);
        browser.open(gateway.page(PAGE));

        browser.awaitText(".leakage [role=alert] strong", "1 pair of copies in two splits");
        assertThat(browser.countOf("[aria-label='Copies in two splits'] li")).isEqualTo(1);
        browser.click(".evidence p a");
        browser.await("location.search === '?cluster=" + "a".repeat(32) + "'");
        browser.await("document.querySelectorAll('.cluster').length === 1");
    }

    @Test
    void aPairThatIsToldApartIsSentAndTheClustersFollow() {
        browser.open(gateway.page(PAGE));

        browser.click(LINKS + "button");

        browser.awaitText(".sayings li", "window.jpg and window mirrored.jpg: not copies. The clusters have followed.");
        browser.await("document.querySelectorAll('.cluster').length === 1");
        assertThat(gateway.judgements()).hasSize(1);
        assertThat(gateway.judgements().get(0).path("word").asText()).isEqualTo("DIFFERENT");
        assertThat(gateway.judgements().get(0).path("other").asText()).endsWith("6");
        browser.await("document.querySelector('#words .links')?.innerText.includes('not copies')");

        browser.click("#words .words button");

        browser.await("document.querySelectorAll('.cluster').length === 2");
        assertThat(gateway.judgements().get(1).path("word").asText()).isEqualTo("TAKEN_BACK");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void twoPicturesAreSelectedToSayThatTheyAreCopies() {
        browser.open(gateway.page(PAGE));
        browser.click("input[aria-label='Select cat/tabby later.jpg']");
        browser.awaitElement("input[aria-label='Select cat/tabby later.jpg']:checked");

        browser.click("input[aria-label^='Select dog/']");
        browser.awaitText(".pair.chosen p", "3 and 2 selected");
        browser.click(".pair.chosen button:last-child");

        browser.await("document.querySelector('.sayings')?.innerText.includes('waiting for the clusters')");
        assertThat(gateway.judgements().get(0).path("word").asText()).isEqualTo("COPIES");
    }

    @Test
    void aWordThatIsRefusedIsShownWithItsReason() {
        gateway.setBroken(true);
        browser.open(gateway.page(PAGE));

        browser.click(LINKS + "button");

        browser.awaitText(
                ".sayings .trouble",
                "window.jpg and window mirrored.jpg: not copies. cat/window.jpg was removed meanwhile");
        browser.awaitElement(LINKS + "button:not([disabled])");
    }

    @Test
    void filtersStandInTheUrlAndAnEmptyAnswerSaysWhatItMeans() {
        browser.open(gateway.page(PAGE + "?label=cat&split=train"));
        browser.awaitElement(WINDOW);
        assertThat(gateway.asked()).contains("GET /api/datasets/pets/duplicates?label=cat&split=train&limit=20");

        browser.click(".chip[href*='kind=dropped']");

        browser.await("location.search === '?kind=dropped&label=cat&split=train'");
        browser.await("document.querySelector('.empty')?.innerText.startsWith('No cluster matches.')");
        browser.press("Escape");
        browser.await("location.search === '' && document.querySelectorAll('.cluster').length === 2");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theDashboardAndAnImageLeadHere() {
        browser.open(gateway.page("/datasets/pets"));
        browser.click(".onward a[href$=duplicates]");
        browser.awaitText("h1", "Duplicates of pets");
        browser.awaitElement(WINDOW);

        browser.click(".cluster .cell");
        browser.click(".image-page a[href*='/duplicates?cluster=']");

        browser.await("location.pathname.endsWith('/duplicates') && location.search.startsWith('?cluster=')");
        browser.awaitElement(".pages [aria-current][href$=duplicates]");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aPhoneIsWideEnough() {
        browser.resize(390, 844);
        browser.open(gateway.page(PAGE));

        browser.awaitElement(".cluster .cell img");
        assertThat(browser.valueOf("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .isEqualTo("0");
        assertThat(browser.complaints()).isEmpty();
    }
}
