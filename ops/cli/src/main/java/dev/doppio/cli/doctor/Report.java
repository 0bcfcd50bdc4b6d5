package dev.doppio.cli.doctor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doppio.cli.doctor.Check.Finding;
import dev.doppio.cli.doctor.Check.Grade;
import dev.doppio.schemas.failure.ExitCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All that the doctor looked at, in the order of the data. */
public record Report(List<Check> checks) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public Report {
    checks = List.copyOf(checks);
  }

  /** The worst finding's; warnings end with OK. */
  public ExitCode exitCode() {
    return checks.stream()
        .flatMap(check -> check.findings().stream())
        .map(Finding::grade)
        .max(Comparator.naturalOrder())
        .map(Grade::code)
        .orElse(ExitCode.OK);
  }

  /** As an operator reads it. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    String daemon = "";
    for (Check check : checks) {
      if (!check.daemon().equals(daemon)) {
        daemon = check.daemon();
        lines.add(daemon);
      }
      if (check.findings().isEmpty()) {
        lines.add("  ok           " + check.subject());
      }
      for (Finding finding : check.findings()) {
        lines.add(
            String.format("  %-11s  %s: ", finding.grade(), check.subject())
                + finding.what().replace("\n", "\n    "));
      }
    }
    return lines;
  }

  /** As one JSON object on a line. */
  public String json() {
    ObjectNode json = JSON.createObjectNode().put("exitCode", exitCode().code());
    json.putArray("checks");
    for (Check check : checks) {
      ObjectNode out = json.withArray("checks").addObject();
      out.put("daemon", check.daemon()).put("subject", check.subject());
      out.putArray("findings");
      for (Finding finding : check.findings()) {
        out.withArray("findings")
            .addObject()
            .put("grade", finding.grade().name())
            .put("what", finding.what());
      }
    }
    return json.toString();
  }
}
