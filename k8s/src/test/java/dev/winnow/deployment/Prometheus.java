package dev.winnow.deployment;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/** The parts of Prometheus' configuration and rule files that are used here. */
interface Prometheus {

    record Configuration(
            Global global,
            @JsonProperty("rule_files") List<String> ruleFiles,
            @JsonProperty("scrape_configs") List<ScrapeConfig> scrapeConfigs) {}

    record Global(
            @JsonProperty("scrape_interval") String scrapeInterval,
            @JsonProperty("scrape_timeout") String scrapeTimeout,
            @JsonProperty("evaluation_interval") String evaluationInterval) {}

    record ScrapeConfig(
            @JsonProperty("job_name") String jobName,
            @JsonProperty("metrics_path") String metricsPath,
            @JsonProperty("static_configs") List<StaticConfig> staticConfigs) {}

    record StaticConfig(List<String> targets, Map<String, String> labels) {}

    record Rules(List<Group> groups) {}

    record Group(String name, List<Alert> rules) {}

    record Alert(
            String alert,
            String expr,
            @JsonProperty("for") String lasting,
            Map<String, String> labels,
            Map<String, String> annotations) {}
}
