package dev.winnow.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ComparePageTest extends PageTest {

    @AfterEach
    void nothingWasComplainedOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void onlyKeysInWhichTwoVersionsDifferAreListed() {
        browser.open(gateway.page("/datasets/pets/compare"));

        browser.awaitText("#compare-spec tbody th", "split.seed");
        assertThat(browser.countOf("#compare-spec tbody tr")).isEqualTo(3);
        assertThat(browser.textOf("#compare-spec tbody")).contains("decided by\tnot recorded\tanna");
        assertThat(browser.textOf("#compare-spec tbody td:nth-child(2)")).isEqualTo("6");
        assertThat(browser.textOf("#compare-spec tbody td:nth-child(3)")).isEqualTo("7");
        assertThat(browser.textOf("#compare-spec tbody td:nth-child(4)"))
                .isEqualTo("later uploads; not to images that have their split");
    }

    @Test
    void aChosenVersionStandsInTheUrlAndTheSameTwiceDiffersInNothing() {
        browser.open(gateway.page("/datasets/pets/compare"));
        browser.awaitText("#compare-spec tbody th", "split.seed");

        browser.valueOf("(() => { const first = document.querySelector('#compare-spec select'); first.value = '2';"
                + "first.dispatchEvent(new Event('change')); })()");

        browser.await("new URLSearchParams(location.search).get('from') === '2'");
        browser.awaitText("#compare-spec > p:not(.words)", "Version 2 is chosen twice.");
    }

    @Test
    void twoDaysAreComparedFigureByFigure() {
        browser.open(gateway.page("/datasets/pets/compare"));

        browser.awaitText("#compare-days tbody tr:first-child", "Uploaded\t10\t13\t+3");
        assertThat(browser.textOf("#compare-days tbody"))
                .contains(
                        "Label: cat\t10\t12\t+2",
                        "Reason: Empty\t0\t1\t+1",
                        "Median brightness (share)\t0.25\t0.5\t+0.25");
    }

    @Test
    void aPhoneIsWideEnough() {
        browser.resize(390, 844);
        browser.open(gateway.page("/datasets/pets/compare"));

        browser.awaitElement("#compare-days tbody tr");
        assertThat(browser.valueOf("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .isEqualTo("0");
    }
}
