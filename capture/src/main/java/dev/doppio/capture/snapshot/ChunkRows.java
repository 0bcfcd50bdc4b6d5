package dev.doppio.capture.snapshot;

import dev.doppio.capture.mysql.SqlSession;
import dev.doppio.capture.row.RowDecoder;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.GtidSet;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Rows of one statement, until they are many bytes. */
final class ChunkRows implements SqlSession.RowSink {
  /** A chunk holds so much and one row more, however large. */
  static final int MAX_BYTES = 2 << 20;

  private final TableVersion table;
  private final RowSelect select;
  private final RowDecoder decoder;
  private final LinkedHashMap<DocumentKey, Row> rows = new LinkedHashMap<>();
  private List<String> lastKey;
  private int read;
  private long bytes;

  /**
   * @param lastKey of the row before; stays when there is none
   */
  ChunkRows(RowSelect select, RowDecoder decoder, List<String> lastKey) {
    this.table = decoder.table();
    this.select = select;
    this.decoder = decoder;
    this.lastKey = lastKey;
  }

  @Override
  public boolean take(byte[][] fields) {
    for (byte[] field : fields) {
      bytes += field == null ? 1 : field.length;
    }
    lastKey = table.key().stream().map(index -> HexFormat.of().formatHex(fields[index])).toList();
    Row row = decoder.decode(select.cells(fields));
    rows.put(DocumentKey.of(row), row);
    read++;
    return bytes < MAX_BYTES;
  }

  int read() {
    return read;
  }

  /** In the order of the key. */
  List<Row> rows() {
    return List.copyOf(rows.values());
  }

  /** Of the last row, or of the row before where there is none. */
  List<String> lastKey() {
    return lastKey;
  }

  /** How many rows the next statement should ask for, by the length of these. */
  int next(int limit, int most) {
    long fit = read == 0 ? most : MAX_BYTES / Math.max(1, bytes / read);
    return (int) Math.max(1, Math.min(Math.min(most, 4L * limit), fit));
  }

  /**
   * All of them.
   *
   * @param end true when no row follows
   */
  Chunk chunk(boolean end, long estimate, GtidSet shows, Instant readAt) {
    return new Chunk(Optional.of(table), rows, lastKey, read, bytes, end, estimate, shows, readAt);
  }
}
