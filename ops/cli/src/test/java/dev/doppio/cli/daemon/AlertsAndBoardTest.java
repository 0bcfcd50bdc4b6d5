package dev.doppio.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What ops/deploy has for Prometheus and Grafana speaks of metrics and symptoms that there are. */
final class AlertsAndBoardTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Path RULES = ROOT.resolve("ops/deploy/prometheus/doppio-alerts.yaml");
  private static final Path BOARD = ROOT.resolve("ops/deploy/grafana/doppio.json");
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:doppio|jvm|process|system)_[a-z_]+\\b");
  private static final Pattern LISTED =
      Pattern.compile("^\\| `(doppio_[a-z_]+)` \\|", Pattern.MULTILINE);

  @Test
  void everyMetricOfTheAlertsAndOfTheBoardIsOneThatADaemonHas() throws Exception {
    Set<String> there = listed();
    there.addAll(ofTheJvm());
    Set<String> alerts = metrics(new YAMLMapper().readTree(RULES.toFile()).findValues("expr"));
    Set<String> board = metrics(board().findValues("expr"));
    Set<String> chooser = metrics(board().findValues("query"));

    assertThat(alerts).hasSizeGreaterThan(8).isSubsetOf(there);
    assertThat(board).hasSizeGreaterThan(15).isSubsetOf(there);
    assertThat(chooser).isNotEmpty().isSubsetOf(there);
  }

  @Test
  void everyAlertNamesARowOfTheRunbook() throws IOException {
    String runbook = operations().split("\n## Runbook\n", 2)[1];
    List<JsonNode> symptoms = new YAMLMapper().readTree(RULES.toFile()).findValues("symptom");

    assertThat(symptoms).hasSameSizeAs(alerts());
    assertThat(symptoms)
        .allSatisfy(symptom -> assertThat(runbook).contains("\n| " + symptom.asText() + " |"));
  }

  @Test
  void everyAlertHasANameOfItsOwnASeverityAndASentence() throws IOException {
    assertThat(alerts()).isNotEmpty();
    assertThat(alerts().stream().map(alert -> alert.get("alert").asText())).doesNotHaveDuplicates();
    assertThat(alerts())
        .allSatisfy(
            alert -> {
              assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning");
              assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
            });
  }

  @Test
  void panelsOfTheBoardDoNotLieOnOneAnother() throws IOException {
    Set<String> cells = new TreeSet<>();
    int covered = 0;
    for (JsonNode panel : board().get("panels")) {
      JsonNode at = panel.get("gridPos");
      for (int x = at.get("x").asInt(); x < at.get("x").asInt() + at.get("w").asInt(); x++) {
        for (int y = at.get("y").asInt(); y < at.get("y").asInt() + at.get("h").asInt(); y++) {
          assertThat(x).isLessThan(24);
          cells.add(x + "," + y);
          covered++;
        }
      }
    }
    assertThat(cells).hasSize(covered).isNotEmpty();
  }

  private static List<JsonNode> alerts() throws IOException {
    return new YAMLMapper().readTree(RULES.toFile()).findParents("alert");
  }

  private static JsonNode board() throws IOException {
    return new ObjectMapper().readTree(BOARD.toFile());
  }

  private static String operations() throws IOException {
    return Files.readString(ROOT.resolve("docs/operations.md"));
  }

  /** {@link MetricsPageTest} holds this table to the code. */
  private static Set<String> listed() throws IOException {
    return LISTED
        .matcher(Files.readString(ROOT.resolve("docs/metrics.md")))
        .results()
        .map(row -> row.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> metrics(List<JsonNode> expressions) {
    return expressions.stream()
        .flatMap(expression -> METRIC.matcher(expression.toString()).results())
        .map(found -> found.group())
        .collect(Collectors.toSet());
  }

  private static Set<String> ofTheJvm() throws IOException, InterruptedException {
    return METRIC
        .matcher(Scrape.page(metrics -> {}))
        .results()
        .map(found -> found.group())
        .collect(Collectors.toSet());
  }
}
