package dev.doppio.bench.durability;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Rounds and what they ran on.
 *
 * @param machine facts for whoever compares
 * @param load of each round
 * @param rounds in the order they ran
 */
public record DurabilityReport(
    Map<String, String> machine, DurabilityLoad load, List<Fate> rounds) {
  public DurabilityReport {
    machine = Map.copyOf(machine);
    rounds = List.copyOf(rounds);
  }

  /** For a terminal. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "acks       sent  acknowledged  refused   lost  repeated    p50 ms    p99 ms  p99.9 ms"
            + "    max ms  stall ms");
    for (Fate fate : rounds) {
      Latencies before = fate.latencies();
      lines.add(
          String.format(
              Locale.ROOT,
              "%-6s %,8d %,13d %,8d %,6d %,9d %,9.2f %,9.2f %,9.2f %,9.2f %,9.0f",
              fate.acks().name().toLowerCase(Locale.ROOT),
              fate.sent(),
              fate.acknowledged(),
              fate.refused(),
              fate.lost(),
              fate.repeated(),
              before.median(),
              before.p99(),
              before.p999(),
              before.most(),
              fate.stallMillis()));
    }
    return lines;
  }

  /** With the names of the records' parts. */
  public String json() {
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of numbers and texts are always JSON", e);
    }
  }
}
