package dev.doppio.capture.mysql;

import dev.doppio.schemas.gtid.GtidSet;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The storage node's own time, and what it had executed by then. */
public final class SourceClock {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");

  private final SqlSession sql;

  /**
   * A reading.
   *
   * @param time by the source's clock
   * @param executed everything committed before that time, at least
   */
  public record Reading(Instant time, GtidSet executed) {}

  /** Asks over this connection. */
  public SourceClock(SqlSession sql) {
    this.sql = sql;
  }

  /**
   * The time is read before the set: what is committed by that time is in the set.
   *
   * @throws dev.doppio.schemas.failure.DoppioException SOURCE_UNAVAILABLE
   */
  public Reading read() {
    Instant time = time();
    String executed = sql.query("SELECT @@global.gtid_executed", row -> row.getString(1)).get(0);
    return new Reading(time, GtidSet.parse(executed.replace("\n", "")));
  }

  /** The source's time alone. */
  public Instant time() {
    String now = sql.query("SELECT UTC_TIMESTAMP(6)", row -> row.getString(1)).get(0);
    return LocalDateTime.parse(now, FORMAT).toInstant(ZoneOffset.UTC);
  }
}
