package dev.winnow.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReleasesPageTest extends PageTest {
    private static final String PAGE = "/datasets/pets/releases";

    @Test
    void readinessIsAChecklistThatLeadsToItsEvidence() {
        browser.open(gateway.page(PAGE));

        browser.awaitText("h1", "Releases of pets");
        browser.awaitText("#readiness .verdict strong", "No-go");
        assertThat(browser.textOf("#readiness .verdict")).contains("1 condition is not met: card.license.");
        assertThat(browser.countOf(".boxes > li")).isEqualTo(8);
        assertThat(browser.countOf(".boxes details[open]")).isEqualTo(1);
        assertThat(browser.textOf(".boxes details[open]"))
                .contains("Dataset card complete; license clear", "write card.license");
        assertThat(browser.valueOf("document.querySelector('.boxes li:nth-child(2) a').getAttribute('href')"))
                .isEqualTo("/datasets/pets/duplicates#leakage");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aReleaseIsHandedOutInEachFormatAndItsNoteIsText() {
        browser.open(gateway.page(PAGE));

        browser.awaitElement("[data-release=v1] .downloads a");
        assertThat(browser.textOf("[data-release=v1]"))
                .contains("the <b>first</b>", "release=\"v1\"", "ab".repeat(32), "Manifest (41 kB)");
        assertThat(browser.valueOf("document.querySelector('[data-release=v1] .downloads a').getAttribute('href')"))
                .isEqualTo("/api/datasets/pets/releases/v1/export?format=coco&archive=zip");
        assertThat(browser.valueOf("document.querySelector('#compare').hidden")).isEqualTo("true");
    }

    @Test
    void aReleaseIsCutAfterItsVersionWasExplainedAndIsCompared() {
        browser.open(gateway.page(PAGE));
        browser.awaitElement(".page-head button");

        browser.click(".page-head button");
        browser.awaitText(
                "dialog[open] h2 + .verdict + p",
                "Minor, because 3 items were added and nothing else of the items changed.");
        assertThat(browser.valueOf("document.querySelector('[name=version]').value"))
                .isEqualTo("v1.1");
        assertThat(browser.textOf("dialog .verdict")).contains("No-go");
        assertThat(gateway.releases()).isEmpty();
        browser.valueOf("document.querySelector('[name=note]').value = 'more birds'");
        browser.click("dialog .primary");

        browser.awaitText("[role=status]", "v1.1 is ready.");
        assertThat(gateway.releases()).hasSize(1);
        assertThat(gateway.releases().get(0).path("note").asText()).isEqualTo("more birds");
        browser.await("!document.querySelector('#compare').hidden");
        browser.click("#compare button");
        browser.awaitElement("#compare tbody tr");
        assertThat(browser.textOf("#compare tbody")).contains("Added", "<img src=x>.jpg", "Relabelled", "before 41");
        assertThat(browser.countOf("img[src=x]")).isZero();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void nothingIsWiderThanATelephone() {
        browser.resize(390, 844);
        browser.open(gateway.page(PAGE));

        browser.awaitElement("[data-release=v1] .downloads a");
        assertThat(browser.valueOf("document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo("true");
    }
}
