package dev.winnow.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A dataset is deleted from its page, once its name was typed. */
class DeletionPageTest extends PageTest {
    private static final String DIALOG = ".dataset-deletion dialog ";

    @Test
    void aDatasetIsDeletedOnceItsNameWasTypedAndItsLinkSaysByWhom() {
        browser.open(gateway.page("/datasets/pets"));
        browser.await("document.querySelectorAll('.grid .cell').length === 3");
        browser.click("[data-delete]");
        browser.awaitText(DIALOG + "h2", "Delete pets?");
        browser.awaitText(".delete-extent", "It has 1,204 images, 2,301 prepared files and 12 MB in the store.");
        assertThat(browser.valueOf("document.querySelector('" + DIALOG + "button[value=delete]').disabled"))
                .isEqualTo("true");

        type("pet");
        assertThat(browser.valueOf("document.querySelector('" + DIALOG + "button[value=delete]').disabled"))
                .isEqualTo("true");
        browser.click(DIALOG + "button[value=cancel]");
        browser.await("!document.querySelector('" + DIALOG + "').open");
        assertThat(gateway.asked()).noneMatch(asked -> asked.startsWith("DELETE"));

        browser.click("[data-delete]");
        type("pets");
        browser.click(DIALOG + "button[value=delete]");
        browser.awaitText("h1", "No images yet");
        assertThat(gateway.asked()).contains("DELETE /api/datasets/pets?confirm=pets");
        assertThat(browser.complaints()).isEmpty();

        browser.open(gateway.page("/datasets/pets"));
        browser.awaitText("h1", "Deleted dataset");
        browser.await("document.body.innerText.includes(\"anna deleted the dataset 'pets' at 2026-01-07T12:00:00Z\")");
        assertThat(browser.countOf(".notice button")).isZero();
    }

    @Test
    void theDialogFitsAPhone() {
        browser.resize(390, 844);
        browser.open(gateway.page("/datasets/pets"));
        browser.await("document.querySelectorAll('.grid .cell').length === 3");

        browser.click("[data-delete]");
        browser.awaitText(DIALOG + "h2", "Delete pets?");

        assertThat(browser.valueOf("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .isEqualTo("0");
    }

    private static void type(String name) {
        browser.valueOf("(() => { const field = document.querySelector('" + DIALOG + "input'); field.value = '" + name
                + "'; field.dispatchEvent(new Event('input', {bubbles: true})); })()");
    }
}
