package dev.winnow.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SplitsPageTest extends PageTest {
    private static final String PAGE = "/datasets/pets/splits";

    @Test
    void sizesStandBesideTheirWishesAndWhatCannotBeIsSaid() {
        browser.open(gateway.page(PAGE));

        browser.awaitText("h1", "Splits of pets");
        browser.awaitText(
                "h1 + p",
                "1,100 images in 1,020 units that stay whole, the largest of 9 images · strategy balance · 2 folds");
        assertThat(browser.textOf(".verdict")).contains("class owl has 1 image, and 3 splits want some of it");
        assertThat(browser.textOf(".verdict:nth-child(2)"))
                .contains("Layout changed", "36 images moved from train to test");
        assertThat(browser.textOf(".sizes [data-split=train] .note"))
                .isEqualTo("80.1 %, wished 80.0 %: +0.1 points, within ±1.3");
        assertThat(browser.textOf("#sizes")).contains("12 images came in train, val and test folders");
        assertThat(browser.countOf(".sizes .tolerance")).isEqualTo(3);
        assertThat(browser.textOf("#folds")).contains("Fold 1", "440");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void classesTellHowFarTheyAreFromTheirWishAndWhichAreTooSmall() {
        browser.open(gateway.page(PAGE));

        browser.awaitElement("#balance tbody tr");
        assertThat(browser.textOf("#balance [data-within=false]")).contains("dog", "+4.5 points", "beyond 2 points");
        assertThat(browser.textOf("#balance"))
                .contains("1 image with several labels counts under each of them", "more than 100 %");
        assertThat(browser.textOf("#balance [data-within=null]")).contains("<img src=x onerror=alert(1)>", "too few");
        assertThat(browser.countOf("img[src=x]")).isZero();
    }

    @Test
    void distributionsAreDrawnWithTheirDistance() {
        browser.open(gateway.page(PAGE));

        browser.awaitElement("#distances .outline");
        assertThat(browser.countOf("#distances figure")).isEqualTo(4);
        assertThat(browser.textOf("#distances .trouble")).isEqualTo("KS 0.31, they differ");
    }

    @Test
    void aMoveTellsItsReasonAndLeadsToItsImage() {
        browser.open(gateway.page(PAGE));

        browser.awaitElement("#moves tbody tr");
        assertThat(browser.textOf("#moves tbody"))
                .contains("val", "train", "Joined", "whose unit of 8 images is the larger");
        browser.click("#moves tbody a");
        browser.await("location.pathname.endsWith('/images/00000000000000000000000000000002')");
        browser.awaitElement(".image-page");
    }

    @Test
    void aReleaseIsFrozenOnlyAfterTheQuestionWhatItMeans() {
        browser.open(gateway.page(PAGE));
        browser.awaitText("#frozen .section-head + p", "No release has frozen the splits.");
        browser.valueOf("document.querySelector('[name=release]').value = 'v1'");

        browser.click("#frozen form button");
        browser.awaitText("dialog[open] h2", "Freeze the splits as v1?");
        assertThat(gateway.asked()).doesNotContain("POST /api/datasets/pets/splits/frozen");
        browser.click("dialog .primary");

        browser.awaitText("#frozen [role=status]", "v1 is frozen.");
        assertThat(browser.textOf("#frozen .links")).contains("v1", "at position 1,100");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aRebalanceIsPreviewedBeforeItMovesAnything() {
        browser.open(gateway.page(PAGE));
        browser.awaitElement("#rebalance form");
        browser.valueOf("document.querySelector('[name=most]').value = '20'");

        browser.click("#rebalance form button:not([type])");
        browser.awaitText("#rebalance [role=status]", "12 images would move: class error 0.141 before, 0.043 after.");
        assertThat(gateway.askedForRebalance().toString()).isEqualTo("{\"extent\":\"PREVIEW\",\"most\":20}");
        browser.click("#rebalance .primary");

        browser.awaitText("#rebalance [role=status]", "12 images moved: class error 0.141 before, 0.043 after.");
        assertThat(gateway.askedForRebalance().toString()).isEqualTo("{\"extent\":\"REBALANCE\",\"most\":20}");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aPhoneIsWideEnough() {
        browser.resize(390, 844);
        browser.open(gateway.page(PAGE));

        browser.awaitElement("#moves tbody tr");
        assertThat(browser.valueOf("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .isEqualTo("0");
        assertThat(browser.complaints()).isEmpty();
    }
}
