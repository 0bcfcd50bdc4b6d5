package dev.doppio.cli.status;

import dev.doppio.logreader.PartitionStats.State;
import dev.doppio.logreader.TargetStanding.Hold;
import java.util.Locale;
import java.util.Optional;

/** Who applies a partition, and how that goes: by an applier's own words, else by the replica's. */
public enum Applying {
  /** By its applier's console: applying, or waiting for records. */
  RUNNING(""),
  STARTING("is looking for its place in the log"),
  AWAITING_SCHEMA("waits for a table version that topic doppio.schemas does not show yet"),
  RETRYING("failed, and is tried again"),
  STOPPED("has stopped"),
  /**
   * By the replica: an applier is connected that has it; its console was not, or can't be, asked.
   */
  HELD(""),
  SILENT(
      "the applier that had it has no connection to the target any more: start 'doppio apply',"
          + " or read its log"),
  RELEASED("nobody applies it: start 'doppio apply', or read why it stopped in its log"),
  UNTOUCHED("nothing of it was ever applied: start 'doppio apply'"),
  /** Neither could be asked. */
  UNKNOWN("");

  private final String trouble;

  Applying(String trouble) {
    this.trouble = trouble;
  }

  static Applying of(State state) {
    return switch (state) {
      case STARTING -> STARTING;
      case RUNNING -> RUNNING;
      case AWAITING_SCHEMA -> AWAITING_SCHEMA;
      case RETRYING -> RETRYING;
      case STOPPED -> STOPPED;
    };
  }

  static Applying of(Hold hold) {
    return switch (hold) {
      case CONNECTED -> HELD;
      case SILENT -> SILENT;
      case RELEASED -> RELEASED;
      case UNTOUCHED -> UNTOUCHED;
    };
  }

  /** As tables show it. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What is wrong, if anything is known to be; an applier's own words say it best. */
  Optional<String> trouble(Optional<String> failure) {
    return trouble.isEmpty()
        ? Optional.empty()
        : Optional.of(failure.map(said -> words() + ": " + said).orElse(trouble));
  }
}
