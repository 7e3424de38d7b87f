package dev.winnow.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LettersPageTest extends PageTest {
    private static final String FIRST = ".letter[data-letter='%032x'] ".formatted(1);
    private static final String SECOND = ".letter[data-letter='%032x'] ".formatted(2);

    @Test
    void aLetterSaysWhatFailedWhyAndSinceWhen() {
        open("/dead-letters");

        assertThat(browser.countOf(".letter")).isEqualTo(2);
        assertThat(browser.textOf(FIRST + "h2")).isEqualTo("train/cat/window.jpg");
        assertThat(browser.textOf(FIRST + ".letter-reason"))
                .isEqualTo("Augment gave it up: Cannot store the prepared picture: the disk is full");
        assertThat(browser.textOf(FIRST + "[data-field=when]")).contains("Failed 3 times since");
        assertThat(browser.textOf(SECOND + "h2")).contains("<i>odd</i> key");
        browser.click(FIRST + "summary");
        browser.awaitText(FIRST + "pre", "{\"image\": \"<b>no markup</b>\"}");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aRecordIsResentOnceThatIsConfirmedAndDroppedTheSame() {
        open("/dead-letters");

        browser.click(FIRST + "[data-decision=resend]");
        browser.awaitText("dialog h2", "Send the record of train/cat/window.jpg to its topic again, as it was?");
        browser.click("dialog button[value=no]");
        browser.await("!document.querySelector('dialog').open");
        assertThat(gateway.decidedLetters()).isEmpty();

        browser.click(FIRST + "[data-decision=resend]");
        browser.click("dialog button[value=yes]");
        browser.awaitText(".letters-said", "1 record resent.");
        browser.await("document.querySelectorAll('.letter').length === 1");

        browser.click(SECOND + "[data-decision=drop]");
        browser.click("dialog button[value=yes]");
        browser.awaitText(".letters-said", "1 record dropped.");
        browser.awaitText(".letters-none", "No dead letter is open.");
        assertThat(gateway.decidedLetters()).containsExactly("%032x/resend".formatted(1), "%032x/drop".formatted(2));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void allThatAreShownAreDecidedTogetherAndARefusalIsSaid() {
        open("/dead-letters");
        gateway.setBroken(true);

        browser.click("[data-all=resend]");
        browser.awaitText("dialog h2", "Send the 2 records that are shown to their topics again, as they were?");
        browser.click("dialog button[value=yes]");

        browser.await("document.querySelector('.letters-said').innerText"
                + ".includes('train/cat/window.jpg: The record is gone from images.assigned')");
        assertThat(browser.countOf(".letter")).isEqualTo(2);
    }

    @Test
    void aDatasetWithDeadLettersLeadsToThem() {
        browser.open(gateway.page("/datasets/pets"));

        browser.awaitText(".letters-notice strong", "2 dead letters: a service gave records up.");
        browser.click(".letters-notice a");
        browser.awaitText("h1", "Dead letters of pets");
        browser.await("location.search === '?dataset=pets'");
        assertThat(gateway.asked())
                .anyMatch(asked -> asked.contains("/api/dead-letters?state=OPEN&limit=200&dataset=pets"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aPhoneIsWideEnough() {
        browser.resize(390, 844);
        open("/dead-letters");

        assertThat(browser.valueOf("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .isEqualTo("0");
    }

    private void open(String path) {
        browser.open(gateway.page(path));
        browser.await("document.querySelectorAll('.letter').length === 2");
    }

    @AfterEach
    void theDialogIsNoPartOfTheNextTest() {
        gateway.setBroken(false);
    }
}
