package dev.winnow.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A page in a browser before canned answers, which asks nobody else. Skipped where no Chromium is on the PATH. */
abstract class PageTest {
    static Browser browser;
    CannedGateway gateway;

    @BeforeAll
    static void startBrowser() throws IOException {
        Optional<Path> chromium = Browser.installed();
        assumeTrue(chromium.isPresent(), "no Chromium on the PATH: the pages are not tried in a browser");
        browser = Browser.start(chromium.get());
    }

    @AfterAll
    static void stopBrowser() throws IOException {
        if (browser != null) {
            browser.close();
            browser = null;
        }
    }

    @BeforeEach
    void startGateway() throws IOException {
        gateway = new CannedGateway();
        browser.resize(1280, 900);
    }

    @AfterEach
    void nobodyElseWasAsked() {
        try {
            assertThat(browser.hosts()).containsExactly(gateway.host());
        } finally {
            gateway.close();
        }
    }
}
