package dev.doppio.cli.daemon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doppio.logreader.PartitionStats.State;
import dev.doppio.schemas.log.PartitionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a running daemon says of itself on its console, page {@code /status}.
 *
 * @param daemon its name, which tells that it is the one that was asked for
 * @param obstacles what is in the way of all of it, each as a sentence
 * @param partitions those that an applier has just now
 * @param lossWindowSeconds of a sidecar; empty when it is unknown
 * @param warnings what will be in the way if nobody does anything, each as a sentence
 */
public record DaemonReport(
    String daemon,
    List<String> obstacles,
    List<Partition> partitions,
    OptionalDouble lossWindowSeconds,
    List<String> warnings) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public DaemonReport {
    Objects.requireNonNull(daemon);
    obstacles = List.copyOf(obstacles);
    partitions = List.copyOf(partitions);
    Objects.requireNonNull(lossWindowSeconds);
    warnings = List.copyOf(warnings);
  }

  /** Of a daemon that has nothing to warn of. */
  public DaemonReport(
      String daemon,
      List<String> obstacles,
      List<Partition> partitions,
      OptionalDouble lossWindowSeconds) {
    this(daemon, obstacles, partitions, lossWindowSeconds, List.of());
  }

  /**
   * A partition that an applier has.
   *
   * @param partition the partition
   * @param state what its reader is doing
   * @param failure what it stopped for, or tries again for, with its remedy
   */
  public record Partition(PartitionId partition, State state, Optional<String> failure) {
    public Partition {
      Objects.requireNonNull(partition);
      Objects.requireNonNull(state);
      Objects.requireNonNull(failure);
    }

    /** The state as it is written in metrics and tables. */
    public String stateName() {
      return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Of a daemon that has not opened its pipeline yet, and may not have another's name. */
  static DaemonReport starting() {
    return new DaemonReport("", List.of("starting"), List.of(), OptionalDouble.empty());
  }

  /** As a JSON object. */
  String toJson() {
    ObjectNode report = JSON.createObjectNode().put("daemon", daemon);
    obstacles.forEach(report.putArray("obstacles")::add);
    for (Partition partition : partitions) {
      report
          .withArray("partitions")
          .addObject()
          .put("database", partition.partition().database())
          .put("partition", partition.partition().number())
          .put("state", partition.state().name())
          .put("failure", partition.failure().orElse(null));
    }
    lossWindowSeconds.ifPresent(seconds -> report.put("lossWindowSeconds", seconds));
    warnings.forEach(warning -> report.withArray("warnings").add(warning));
    return report.toString();
  }

  /**
   * Reads {@link #toJson()}, of this version or another: what is not known here is passed over.
   *
   * @throws IllegalArgumentException when it is no report
   */
  public static DaemonReport parse(String json) {
    try {
      JsonNode report = JSON.readTree(json);
      List<String> obstacles = new ArrayList<>();
      report.path("obstacles").forEach(obstacle -> obstacles.add(obstacle.asText()));
      List<String> warnings = new ArrayList<>();
      report.path("warnings").forEach(warning -> warnings.add(warning.asText()));
      List<Partition> partitions = new ArrayList<>();
      report.path("partitions").forEach(partition -> partitions.add(partition(partition)));
      JsonNode window = report.path("lossWindowSeconds");
      return new DaemonReport(
          report.required("daemon").asText(),
          obstacles,
          partitions,
          window.isNumber() ? OptionalDouble.of(window.asDouble()) : OptionalDouble.empty(),
          warnings);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a daemon's report: " + e.getOriginalMessage(), e);
    }
  }

  private static Partition partition(JsonNode node) {
    JsonNode failure = node.path("failure");
    return new Partition(
        new PartitionId(node.required("database").asText(), node.required("partition").asInt()),
        State.valueOf(node.required("state").asText()),
        failure.isTextual() ? Optional.of(failure.asText()) : Optional.empty());
  }
}
