package dev.winnow.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class MonitoringTest {

    private final Prometheus.Configuration prometheus = StrictYaml.read(
            StrictYaml.document(Checkout.text("monitoring/prometheus/prometheus.yml")), Prometheus.Configuration.class);
    private final List<Prometheus.Alert> alerts = StrictYaml.read(
                    StrictYaml.document(Checkout.text("monitoring/prometheus/alerts.yml")), Prometheus.Rules.class)
            .groups()
            .stream()
            .flatMap(group -> group.rules().stream())
            .toList();
    private final JsonNode dashboard;

    MonitoringTest() throws IOException {
        dashboard = new ObjectMapper().readTree(Checkout.text("monitoring/grafana/dashboards/winnow.json"));
    }

    @Test
    void prometheusScrapesTheSixServices() {
        Prometheus.ScrapeConfig winnow = prometheus.scrapeConfigs().get(0);

        assertThat(winnow.metricsPath()).isEqualTo("/q/metrics");
        assertThat(winnow.staticConfigs())
                .flatExtracting(Prometheus.StaticConfig::targets)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(WinnowService.values())
                        .map(service -> service.artifact + ":" + service.port)
                        .toList());
        assertThat(winnow.staticConfigs())
                .extracting(target -> target.labels().get("service"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(WinnowService.values())
                        .map(WinnowService::stem)
                        .toList());
    }

    @Test
    void theRuleFilesExist() {
        assertThat(prometheus.ruleFiles())
                .allSatisfy(file -> assertThat(Checkout.path("monitoring/prometheus/" + file))
                        .exists());
    }

    @Test
    void aMisspelledFieldOfARuleIsFound() {
        String rules = Checkout.text("monitoring/prometheus/alerts.yml").replaceFirst("expr:", "exp:");

        assertThatThrownBy(() -> StrictYaml.read(StrictYaml.document(rules), Prometheus.Rules.class))
                .hasMessageContaining("exp");
    }

    @Test
    void everyAlertSaysWhatIsWrongAndWhoIsToAct() {
        assertThat(alerts).isNotEmpty().allSatisfy(alert -> {
            assertThat(alert.lasting()).matches("\\d+m");
            assertThat(alert.labels().get("severity")).isIn("page", "ticket");
            assertThat(alert.annotations()).containsOnlyKeys("summary", "description");
        });
    }

    @Test
    void eachDependencyFullDisksAndStuckImagesRaiseAnAlert() {
        for (String dependency : List.of("broker", "store", "database")) {
            assertThat(alerts)
                    .as(dependency)
                    .anySatisfy(alert -> assertThat(alert.expr())
                            .contains("winnow_dependency_up{dependency=\"" + dependency + "\"}"));
        }
        assertThat(alerts)
                .anySatisfy(alert -> assertThat(Metrics.namedIn(alert.expr())).contains("winnow_disk_free_bytes"))
                .anySatisfy(alert -> assertThat(Metrics.namedIn(alert.expr())).contains("winnow_gateway_stuck_images"))
                .anySatisfy(
                        alert -> assertThat(Metrics.namedIn(alert.expr())).contains("winnow_bucket_missing_objects"))
                .anySatisfy(alert -> assertThat(Metrics.namedIn(alert.expr())).contains("winnow_gateway_dead_letters"));
        assertThat(Checkout.text("monitoring/README.md")).contains("eighteen alerts");
        assertThat(alerts).hasSize(17);
    }

    @Test
    void alertsNameMetricsThatTheServicesOffer() {
        assertThat(alerts)
                .flatExtracting(alert -> Metrics.namedIn(alert.expr()))
                .allMatch(Metrics::isOffered);
    }

    @Test
    void theDashboardNamesMetricsThatTheServicesOffer() {
        Set<String> named = new TreeSet<>();
        dashboard.findValuesAsText("expr").forEach(expression -> named.addAll(Metrics.namedIn(expression)));

        assertThat(named).hasSizeGreaterThan(8).allMatch(Metrics::isOffered);
    }

    @Test
    void metricsAreFoundInAnExpression() {
        String expression = "sum by (le) (rate(winnow_stage_seconds_bucket{stage=\"ingest\"}[5m])) > 0 unless up";

        assertThat(Metrics.namedIn(expression)).containsExactly("up", "winnow_stage_seconds_bucket");
        assertThat(Metrics.isOffered("winnow_stage_seconds_bucket")).isTrue();
        assertThat(Metrics.isOffered("winnow_stages_seconds_bucket")).isFalse();
    }

    @Test
    void thePanelsReadTheProvisionedSource() {
        JsonNode source = StrictYaml.document(
                        Checkout.text("monitoring/grafana/provisioning/datasources/prometheus.yml"))
                .get("datasources")
                .get(0);

        assertThat(source.get("url").asText()).isEqualTo("http://prometheus:9090");
        assertThat(dashboard.findValues("datasource"))
                .isNotEmpty()
                .allSatisfy(used -> assertThat(used.get("uid")).isEqualTo(source.get("uid")));
    }

    @Test
    void theDashboardIsReadFromWhereComposeMountsIt() {
        String folder = StrictYaml.document(Checkout.text("monitoring/grafana/provisioning/dashboards/winnow.yml"))
                .at("/providers/0/options/path")
                .asText();
        ComposeFile compose = ComposeFile.read(StrictYaml.document(Checkout.text("docker-compose.yml")));

        assertThat(compose.services().get("grafana").volumes())
                .contains("./monitoring/grafana/dashboards:" + folder + ":ro");
    }

    @Test
    void noPanelLiesOnAnother() {
        Set<String> cells = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        StreamSupport.stream(dashboard.get("panels").spliterator(), false).forEach(panel -> {
            assertThat(ids.add(panel.get("id").asInt())).isTrue();
            JsonNode at = panel.get("gridPos");
            int right = at.get("x").asInt() + at.get("w").asInt();
            int bottom = at.get("y").asInt() + at.get("h").asInt();
            assertThat(right).as(panel.get("title").asText()).isLessThanOrEqualTo(24);
            for (int x = at.get("x").asInt(); x < right; x++) {
                for (int y = at.get("y").asInt(); y < bottom; y++) {
                    assertThat(cells.add(x + "," + y))
                            .as(panel.get("title").asText())
                            .isTrue();
                }
            }
        });
    }
}
