package dev.doppio.capture.stream;

import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.source.SourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Captured rows of one distributed transaction, until it is known whether they hold. */
final class XaRows {
  private final String xid;
  private final Gtid gtid;
  private final Instant preparedAt;
  private final OptionalLong length;
  private final List<SourceEvent.RowChange> rows = new ArrayList<>();
  private long size;

  /**
   * @param xid as the binlog writes it
   * @param gtid of the prepare
   * @param preparedAt commit time of the prepare
   * @param length in the binlog, bytes
   */
  XaRows(String xid, Gtid gtid, Instant preparedAt, OptionalLong length) {
    this.xid = xid;
    this.gtid = gtid;
    this.preparedAt = preparedAt;
    this.length = length;
  }

  String xid() {
    return xid;
  }

  Gtid gtid() {
    return gtid;
  }

  Instant preparedAt() {
    return preparedAt;
  }

  OptionalLong length() {
    return length;
  }

  void add(SourceEvent.RowChange row) {
    rows.add(row);
    size += RowSize.of(row);
  }

  List<SourceEvent.RowChange> rows() {
    return rows;
  }

  /** In memory, bytes, about. */
  long size() {
    return size;
  }
}
