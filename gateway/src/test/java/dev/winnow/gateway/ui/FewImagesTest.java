package dev.winnow.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What pages say is true with no image and with one. */
class FewImagesTest extends PageTest {

    @Test
    void theListCountsOneImageAsOne() {
        gateway.setTwoDatasets(1, 2);

        browser.open(gateway.page("/"));

        browser.awaitText("li:nth-child(1) .headline", "1 image");
        browser.awaitText("li:nth-child(2) .headline", "2 images");
    }

    @Test
    void daysAreNotComparedWhereNothingWasUploaded() {
        gateway.setEmpty(true);

        browser.open(gateway.page("/datasets/pets/compare"));

        browser.awaitText("#compare-days > p:not(.words)", "Nothing has been uploaded yet.");
        assertThat(browser.valueOf("document.querySelector('#compare-days select').checkVisibility()"))
                .isEqualTo("false");
        assertThat(browser.textOf("#compare-days .section-head")).isEqualTo("Days");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void nothingWasComparedWhereThereIsOneImage() {
        gateway.setEmpty(true);

        browser.open(gateway.page("/datasets/pets/duplicates"));

        browser.await("document.querySelector('.empty').innerText.endsWith('It takes two images to find a copy.')");
    }
}
