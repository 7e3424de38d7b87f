package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What alerts are made of, and how many may watch. */
@QuarkusTest
@QuarkusTestResource(Stack.class)
class WatchedFromOutsideTest {
    private static final int MOST_VIEWERS = 64;

    @TestHTTPResource("/")
    URI server;

    @BeforeEach
    void birdsAreProjected() throws Exception {
        Birds.project();
    }

    @Test
    void eachDependencyTheDisksAndStuckImagesAreMeasured() {
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("winnow_dependency_up{dependency=\"broker\"} 1.0"))
                .body(containsString("winnow_dependency_up{dependency=\"store\"} 1.0"))
                .body(containsString("winnow_dependency_up{dependency=\"database\"} 1.0"))
                .body(containsString("winnow_disk_free_bytes{disk=\"store\"}"))
                .body(containsString("winnow_disk_size_bytes{disk=\"root\"}"))
                .body(containsString("winnow_gateway_stuck_images "));
    }

    @Test
    void moreViewersThanAreServedAreAskedToComeAgain() throws IOException {
        List<Socket> viewers = new ArrayList<>();
        try {
            for (int n = 0; n < MOST_VIEWERS; n++) {
                Socket viewer = new Socket("127.0.0.1", server.getPort());
                viewers.add(viewer);
                assertThat(watch(viewer)).contains(" 200 ");
            }
            given().accept("text/event-stream, application/problem+json")
                    .get("/api/datasets/birds/live")
                    .then()
                    .statusCode(503)
                    .body("title", notNullValue());
            given().get("/api/datasets/birds/summary").then().statusCode(200);
        } finally {
            for (Socket viewer : viewers) {
                viewer.close();
            }
        }
    }

    private static String watch(Socket viewer) throws IOException {
        viewer.getOutputStream()
                .write("GET /api/datasets/birds/live HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        viewer.setSoTimeout(20_000);
        return new BufferedReader(new InputStreamReader(viewer.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }
}
