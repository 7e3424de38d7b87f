package dev.winnow.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SameOriginFilterTest {
    @TestHTTPResource("/")
    URI server;

    @Inject
    Routes routes;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /early|Host: localhost",
                "GET /early|Host: 127.0.0.1:1",
                "GET http://localhost/early|Host: localhost",
                "GET /early|Host: localhost|Origin: http://evil.example|Sec-Fetch-Site: cross-site",
                "POST /early|Host: localhost",
                "POST /early|Host: localhost|Sec-Fetch-Site: none",
                "PUT /early|Host: localhost:8086|Origin: http://localhost:8086|Sec-Fetch-Site: same-origin"
            })
    void whatIsOursReachesTheRoute(String request) throws IOException {
        int before = routes.reached.get();
        assertThat(answer(request, "")).startsWith("HTTP/1.1 200").endsWith("reached");
        assertThat(routes.reached.get()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "403 GET /early|Host: evil.example",
                "403 GET /nowhere|Host: evil.example:8086",
                "403 HEAD /early|Host: evil.example",
                "403 POST /early|Host: evil.example",
                "403 OPTIONS /early|Host: evil.example|Origin: http://evil.example",
                "403 GET http://evil.example/early|Host: evil.example",
                "400 GET http://evil.example/early|Host: localhost",
                "400 GET http://localhost/early|Host: evil.example",
                "400 GET http://x@localhost/early|Host: localhost",
                "400 GET /early|X: no host",
                "400 GET /early|Host: localhost|Host: evil.example",
                "400 GET /early|Host: localhost@evil.example",
                "403 POST /early|Host: localhost|Origin: http://evil.example",
                "403 POST /early|Host: localhost|Origin: null",
                "403 POST /early|Host: localhost:8086|Origin: http://localhost:3000",
                "403 POST /early|Host: localhost|Origin: http://localhost|Origin: http://evil.example",
                "403 PUT /early|Host: localhost|Sec-Fetch-Site: cross-site",
                "403 DELETE /early|Host: localhost|Sec-Fetch-Site: same-site",
                "403 PATCH /early|Host: localhost|Origin: http://localhost|Sec-Fetch-Site: cross-site",
                "403 BREW /early|Host: localhost|Sec-Fetch-Site: cross-site"
            })
    void whatIsForeignReachesNothing(String request) throws IOException {
        int before = routes.reached.get();
        String answer = answer(request.substring(4), "");
        assertThat(answer)
                .startsWith("HTTP/1.1 " + request.substring(0, 3))
                .containsIgnoringCase("content-type: application/");
        assertThat(routes.reached.get()).isEqualTo(before);
    }

    @Test
    void whoSendsALargeBodyIsAnsweredAllTheSame() throws IOException {
        String answer = answer("POST /early|Host: evil.example", "x".repeat(8 << 20));
        assertThat(answer).startsWith("HTTP/1.1 403").contains("winnow.http.hosts");
    }

    /** @param request the request line without its version, and headers, with | between */
    private String answer(String request, String body) throws IOException {
        String head = request.replaceFirst("\\|", " HTTP/1.1\r\n").replace("|", "\r\n");
        try (Socket socket = new Socket("127.0.0.1", server.getPort())) {
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            String length = head.startsWith("GET") || head.startsWith("HEAD")
                    ? ""
                    : "Content-Length: " + body.length() + "\r\n";
            out.write((head + "\r\n" + length + "Connection: close\r\n\r\n" + body)
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
