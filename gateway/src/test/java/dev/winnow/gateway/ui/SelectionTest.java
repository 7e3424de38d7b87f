package dev.winnow.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several images are selected in the grid, and one decision is sent for all of them. */
class SelectionTest extends PageTest {
    private static final String BOX = ".grid li:nth-child(%d) .pick input";

    @BeforeEach
    void theGridIsThere() {
        browser.open(gateway.page("/datasets/pets"));
        browser.await("document.querySelectorAll('.grid .cell').length === 3");
    }

    @AfterEach
    void nothingWasComplainedOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aRangeIsSelectedByShiftAndSetAsideByOneDecisionThatCanBeUndone() {
        browser.click(BOX.formatted(1));
        browser.valueOf("document.querySelector('" + BOX.formatted(3)
                + "').dispatchEvent(new MouseEvent('click', {shiftKey: true, bubbles: true, cancelable: true}))");
        browser.awaitText(".selection-bar strong", "3 images selected");

        browser.click("[data-action=SET_ASIDE]");

        browser.awaitText(".selection-result span", "3 images will be set aside.");
        assertThat(gateway.curations()).hasSize(1);
        assertThat(gateway.curations().get(0).path("action").asText()).isEqualTo("SET_ASIDE");
        assertThat(gateway.curations().get(0).path("items")).hasSize(3);

        browser.click(".selection-result button");
        browser.awaitText(
                ".selection-result span", "2 images come in again as before. 1 image stays as uploaded since.");
        assertThat(gateway.curations().get(1).path("undo").asText()).isEqualTo("/api/datasets/pets/curations/c1/undo");
    }

    @Test
    void aLabelIsGivenToAllImagesOfTheFilter() {
        browser.click(BOX.formatted(2));
        browser.click(".selection-bar > .quiet");
        browser.awaitText(".selection-bar strong", "All 1,204 images of this filter");

        browser.click("[data-action=LABEL]");
        browser.valueOf("document.querySelector('.images dialog input').value = 'owl'");
        browser.click(".images dialog .primary");

        browser.awaitText(".selection-result span", "1,204 images will be labelled.");
        assertThat(gateway.curations().get(0).path("value").asText()).isEqualTo("owl");
        assertThat(gateway.curations().get(0).has("items")).isFalse();
    }

    @Test
    void aPictureThatIsSelectedTwiceIsNotSelected() {
        browser.click(BOX.formatted(1));
        browser.awaitText(".selection-bar strong", "1 image selected");
        browser.click(BOX.formatted(1));
        browser.await("document.querySelector('.selection-bar').hidden");
    }
}
