package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.GtidEventData;
import com.github.shyiko.mysql.binlog.event.GtidTaggedEventData;
import com.github.shyiko.mysql.binlog.event.MySqlGtid;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.source.LastTransaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a GTID event, tagged or not, says of the group behind it.
 *
 * @param gtid of the group
 * @param committedAt original commit time; whole seconds from servers before 8.0
 * @param bytes length of the group in this binlog
 */
public record GroupHead(MySqlGtid gtid, Instant committedAt, OptionalLong bytes) {
  /** Of a GTID event. */
  public static GroupHead of(Event event) {
    EventHeaderV4 header = event.getHeader();
    return of(event.getData(), header);
  }

  static GroupHead of(EventData data, EventHeaderV4 header) {
    if (data instanceof GtidTaggedEventData tagged) {
      return of(
          tagged.getMySqlGtid(),
          tagged.getOriginalCommitTimestamp(),
          tagged.getTransactionLength(),
          header);
    }
    GtidEventData plain = (GtidEventData) data;
    return of(
        plain.getMySqlGtid(),
        plain.getOriginalCommitTimestamp(),
        plain.getTransactionLength(),
        header);
  }

  private static GroupHead of(MySqlGtid gtid, long micros, long length, EventHeaderV4 header) {
    Instant committedAt =
        micros == 0
            ? Instant.ofEpochMilli(header.getTimestamp())
            : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    return new GroupHead(
        gtid, committedAt, length == 0 ? OptionalLong.empty() : OptionalLong.of(length));
  }

  /**
   * As positions remember it.
   *
   * @param server {@code server_uuid} of whose binlog it is
   */
  public LastTransaction transaction(String server) {
    String tag = Optional.ofNullable(gtid.getTag()).orElse("");
    String source = gtid.getServerId() + (tag.isEmpty() ? "" : ":" + tag);
    return new LastTransaction(
        new Gtid(source, gtid.getTransactionId()), committedAt, bytes, server);
  }
}
