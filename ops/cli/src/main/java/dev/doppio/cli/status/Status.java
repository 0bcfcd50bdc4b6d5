package dev.doppio.cli.status;

import dev.doppio.schemas.failure.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that was asked for, at one moment.
 *
 * @param logs the copies of the log
 * @param consumers of these copies
 * @param mostLag that is no trouble yet; empty for any
 */
public record Status(
    List<LogStatus> logs, List<ConsumerStatus> consumers, Optional<Duration> mostLag) {
  public Status {
    logs = List.copyOf(logs);
    consumers = List.copyOf(consumers);
  }

  /** What is wrong or unknown; empty when all is well. */
  public List<Trouble> troubles() {
    List<Trouble> troubles = new ArrayList<>();
    logs.forEach(log -> troubles.addAll(log.troubles()));
    consumers.forEach(consumer -> troubles.addAll(consumer.troubles(mostLag)));
    return troubles;
  }

  /** The same, with places that have the same trouble in one. */
  List<Trouble> grouped() {
    Map<Trouble, List<String>> places = new LinkedHashMap<>();
    for (Trouble trouble : troubles()) {
      places
          .computeIfAbsent(
              new Trouble(trouble.code(), "", trouble.what()), same -> new ArrayList<>())
          .add(trouble.where());
    }
    List<Trouble> grouped = new ArrayList<>();
    places.forEach(
        (same, where) ->
            grouped.add(
                new Trouble(
                    same.code(),
                    String.join(", ", where.stream().distinct().toList()),
                    same.what())));
    return grouped;
  }

  /** OK; STOPPED when something is wrong; UNAVAILABLE when something could not be told. */
  public ExitCode exitCode() {
    List<ExitCode> codes = troubles().stream().map(Trouble::code).distinct().toList();
    if (codes.isEmpty()) {
      return ExitCode.OK;
    }
    return codes.contains(ExitCode.STOPPED) ? ExitCode.STOPPED : ExitCode.UNAVAILABLE;
  }
}
