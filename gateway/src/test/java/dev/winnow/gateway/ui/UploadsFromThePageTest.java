package dev.winnow.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Files that are dropped onto a dataset's page. A refused one shows in the browser's console too. */
class UploadsFromThePageTest extends PageTest {

    @Test
    void droppedFilesAreUploadedWithOneLabelAndARefusedOneSaysWhy() {
        browser.open(gateway.page("/datasets/pets"));
        browser.await("document.querySelectorAll('.grid .cell').length === 3");

        browser.valueOf(
                "(() => { const carried = new DataTransfer();"
                        + "carried.items.add(new File(['one'], 'one.jpg', {type: 'image/jpeg'}));"
                        + "carried.items.add(new File(['two'], 'refused.jpg', {type: 'image/jpeg'}));"
                        + "document.dispatchEvent(new DragEvent('drop', {dataTransfer: carried, bubbles: true, cancelable: true})); })()");
        browser.awaitText("dialog h2", "Upload 2 files to pets?");
        browser.valueOf("document.querySelector('dialog input').value = 'tabby'");
        browser.click("dialog .primary");

        browser.awaitText(".upload-status [role=status]", "1 of 2 files uploaded, 1 refused");
        assertThat(browser.textOf(".upload-status ul")).contains("refused.jpg: A file name that nobody wants");
        assertThat(gateway.uploads()).hasSize(2).allMatch(form -> form.contains("tabby"));
        assertThat(gateway.uploads()).anyMatch(form -> form.contains("name=\"source\"") && form.contains("one.jpg"));
    }
}
