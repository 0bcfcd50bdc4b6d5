package dev.doppio.cli;

import dev.doppio.cli.replay.Begin;
import dev.doppio.cli.replay.End;
import dev.doppio.cli.replay.Places;
import dev.doppio.cli.replay.Selection;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.gtid.Gtid;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which stretch of the log is meant, and what of it. */
final class ReplayOptions {
  @Option(names = "--offset", split = ",", paramLabel = "P:O", description = "Begins at these.")
  private List<String> offsets = List.of();

  @Option(
      names = "--scn",
      split = ",",
      paramLabel = "P:G:S",
      description = "Begins at these runs: partition, generation, sequence.")
  private List<String> scns = List.of();

  @Option(
      names = "--after",
      split = ",",
      paramLabel = "P:G:S",
      description = "Begins behind these runs, as an interrupted replay names them.")
  private List<String> after = List.of();

  @Option(
      names = "--time",
      paramLabel = "TIME",
      description = "Begins at what was committed from 2026-01-02T03:04:05Z on; or see --gtid.")
  private Optional<String> time = Optional.empty();

  @Option(
      names = "--gtid",
      paramLabel = "UUID:N",
      description =
          "Begins at this source transaction, in the partitions that it touched. It is searched for"
              + " from the log's begin, or from --time on: about ten seconds for a million"
              + " records.")
  private Optional<String> gtid = Optional.empty();

  @Option(names = "--until-offset", split = ",", paramLabel = "P:O", description = "The last.")
  private List<String> untilOffsets = List.of();

  @Option(names = "--until-scn", split = ",", paramLabel = "P:G:S", description = "The last runs.")
  private List<String> untilScns = List.of();

  @Option(
      names = "--until-time",
      paramLabel = "TIME",
      description = "Nothing that was committed later.")
  private Optional<String> untilTime = Optional.empty();

  @Option(
      names = "--until-gtid",
      paramLabel = "UUID:N",
      description = "The last source transaction, in the partitions that it touched.")
  private Optional<String> untilGtid = Optional.empty();

  @Option(
      names = "--live",
      description =
          "Goes on with what is still to be written. Else it ends with what is there now.")
  private boolean live;

  @Option(names = "--table", split = ",", paramLabel = "NAME", description = "Of these alone.")
  private Set<String> tables = Set.of();

  @Option(
      names = "--key",
      paramLabel = "TABLE/KEY..",
      description = "Of this document alone; may be given several times.")
  private Set<String> keys = Set.of();

  @Option(
      names = "--operation",
      split = ",",
      paramLabel = "NAME",
      description = "insert, update, delete, read (of a snapshot); default: all.")
  private Set<String> operations = Set.of();

  /**
   * Where it begins.
   *
   * @throws IllegalArgumentException on words that say no place, or two
   */
  Begin begin() {
    long said =
        Stream.of(!offsets.isEmpty(), !scns.isEmpty(), !after.isEmpty(), gtid.isPresent())
            .filter(given -> given)
            .count();
    if (said > 1 || said == 1 && gtid.isEmpty() && time.isPresent()) {
      throw new IllegalArgumentException(
          "one begin: --offset, --scn, --after, --time, or --gtid with or without --time");
    }
    Optional<Instant> since = time.map(text -> instant("--time", text));
    if (gtid.isPresent()) {
      return Begin.atGtid(gtid("--gtid", gtid.get()), since.orElse(Instant.EPOCH));
    }
    if (!offsets.isEmpty()) {
      return Begin.atOffsets(Places.offsets("--offset", offsets));
    }
    if (!scns.isEmpty()) {
      return Begin.atScns(Places.scns("--scn", scns));
    }
    return after.isEmpty()
        ? since.map(Begin::atTime).orElseGet(Begin::ofLog)
        : Begin.behind(Places.scns("--after", after));
  }

  /**
   * Where it ends.
   *
   * @throws IllegalArgumentException on words that say no place, or one before the begin
   */
  End end() {
    Optional<Instant> until = untilTime.map(text -> instant("--until-time", text));
    Optional<Instant> from = time.map(text -> instant("--time", text));
    if (until.isPresent() && from.filter(until.get()::isBefore).isPresent()) {
      throw new IllegalArgumentException(
          "--until-time " + until.get() + " is before --time " + from.get());
    }
    return new End(
        Places.scns("--until-scn", untilScns),
        Places.offsets("--until-offset", untilOffsets),
        until,
        untilGtid.map(text -> gtid("--until-gtid", text)),
        live);
  }

  /**
   * Which changes.
   *
   * @throws IllegalArgumentException on an operation that is none
   */
  Selection selection() {
    return new Selection(
        tables,
        keys,
        operations.stream().map(ReplayOptions::operation).collect(Collectors.toSet()));
  }

  /**
   * For a way on which a place in the log speaks for all of a partition's documents.
   *
   * @throws IllegalArgumentException when something would be left out
   */
  void refuseSelection(String way, String reason) {
    if (!tables.isEmpty() || !keys.isEmpty() || !operations.isEmpty()) {
      throw new IllegalArgumentException(
          "--table, --key and --operation do not go with " + way + ": " + reason);
    }
    if (!after.isEmpty()) {
      throw new IllegalArgumentException("--after does not go with " + way + ": give --scn");
    }
  }

  /** True when a place to begin is said. */
  boolean hasBegin() {
    return !offsets.isEmpty()
        || !scns.isEmpty()
        || !after.isEmpty()
        || time.isPresent()
        || gtid.isPresent();
  }

  /** True when a place to end is said. */
  boolean hasEnd() {
    return live
        || !untilOffsets.isEmpty()
        || !untilScns.isEmpty()
        || untilTime.isPresent()
        || untilGtid.isPresent();
  }

  /**
   * From which time on something is looked for.
   *
   * @throws IllegalArgumentException on another place, or an end
   */
  Instant since() {
    boolean other = !offsets.isEmpty() || !scns.isEmpty() || gtid.isPresent() || hasEnd();
    if (other) {
      throw new IllegalArgumentException(
          "--into-source finds out by itself what is lacking; --time says from when on it looks");
    }
    return time.map(text -> instant("--time", text)).orElse(Instant.EPOCH);
  }

  private static Operation operation(String text) {
    try {
      return Operation.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--operation '" + text + "' is none of insert, update, delete, read", e);
    }
  }

  private static Instant instant(String option, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          option + " '" + text + "' is no time, as 2026-01-02T03:04:05Z is", e);
    }
  }

  private static Gtid gtid(String option, String text) {
    try {
      return Gtid.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + " " + e.getMessage(), e);
    }
  }
}
