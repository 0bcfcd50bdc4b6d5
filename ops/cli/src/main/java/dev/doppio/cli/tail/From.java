package dev.doppio.cli.tail;

import dev.doppio.logreader.StartPlace;
import dev.doppio.schemas.log.Scn;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;

/**
 * Where to begin, as an operator writes it.
 *
 * @param kind of place
 * @param place of AT; of no meaning for the others
 */
public record From(Kind kind, StartPlace place) {
  /** Kinds of places. */
  public enum Kind {
    /** With the oldest run that is there. */
    BEGIN,
    /** With the next run to be written. */
    END,
    /** At a place that every partition may have. */
    AT,
    /** At a place that means something in one partition only. */
    AT_OF_ONE
  }

  private static final StartPlace NONE = new StartPlace.FromCheckpoint();

  public From {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(place);
  }

  /**
   * Reads {@code begin}, {@code end}, {@code offset:4711}, {@code scn:3:101}, {@code
   * time:2026-01-02T03:04:05Z}.
   *
   * @throws IllegalArgumentException on anything else
   */
  public static From parse(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String place = colon < 0 ? "" : text.substring(colon + 1);
    try {
      return switch (kind) {
        case "begin" -> new From(Kind.BEGIN, NONE);
        case "end" -> new From(Kind.END, NONE);
        case "offset" -> new From(Kind.AT_OF_ONE, new StartPlace.AtOffset(Long.parseLong(place)));
        case "scn" -> new From(Kind.AT_OF_ONE, new StartPlace.AtScn(Scn.parse(place)));
        case "time" -> new From(Kind.AT, new StartPlace.AtTime(Instant.parse(place)));
        default -> throw new IllegalArgumentException("no such kind of place");
      };
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no place ("
              + e.getMessage()
              + "): begin, end, offset:4711, scn:3:101 or time:2026-01-02T03:04:05Z",
          e);
    }
  }
}
