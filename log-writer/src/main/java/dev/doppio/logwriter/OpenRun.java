package dev.doppio.logwriter;

import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.EndHeader;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.Place;
import dev.doppio.schemas.log.RunChecksum;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A run on its way into a partition: records get ordinals, the first the flag B, the last the flag
 * E. The last record is held back while the budget allows, to carry E; else E goes as a record of
 * its own, without row, key and value.
 */
final class OpenRun {
  private static final byte[] NOTHING = {};

  private final Scn scn;
  private final RunKind kind;
  private final long transactions;
  private final BeginHeader begin;
  private final int segmentBytes;
  private final HoldBack budget;
  private final Consumer<LogRecord> out;
  private final RunChecksum checksum = new RunChecksum();
  private int ordinal;
  private int rows;
  private Optional<Piece> held = Optional.empty();

  /** A record that lacks nothing but its flags. */
  private record Piece(int ordinal, int segment, boolean lastSegment, byte[] key, byte[] value) {
    int bytes() {
      return key.length + value.length;
    }
  }

  /**
   * @param scn place of the run
   * @param kind what the run is
   * @param transactions data transactions of the partition up to and including this run
   * @param begin header of the first record
   * @param segmentBytes longer values are cut
   * @param budget for the record held back
   * @param out takes the records in order
   */
  OpenRun(
      Scn scn,
      RunKind kind,
      long transactions,
      BeginHeader begin,
      int segmentBytes,
      HoldBack budget,
      Consumer<LogRecord> out) {
    this.scn = scn;
    this.kind = kind;
    this.transactions = transactions;
    this.begin = begin;
    this.segmentBytes = segmentBytes;
    this.budget = budget;
    this.out = out;
  }

  /** Adds a document change, or the one control record of a control run. */
  void add(byte[] key, byte[] value) {
    List<byte[]> segments = Segments.of(value, segmentBytes);
    for (int i = 0; i < segments.size(); i++) {
      add(new Piece(ordinal, i, i == segments.size() - 1, key, segments.get(i)));
    }
    rows += kind.isControl() ? 0 : 1;
  }

  private void add(Piece piece) {
    release();
    ordinal = Math.incrementExact(ordinal);
    if (piece.lastSegment() && budget.take(piece.bytes())) {
      held = Optional.of(piece);
    } else {
      send(piece);
    }
  }

  private void release() {
    held.ifPresent(
        piece -> {
          budget.give(piece.bytes());
          send(piece);
        });
    held = Optional.empty();
  }

  /**
   * Ends the run, which has at least one record.
   *
   * @param partitions how many partitions the source transaction touched
   */
  void end(int partitions) {
    Piece last = held.orElseGet(this::withoutRow);
    held.ifPresent(piece -> budget.give(piece.bytes()));
    held = Optional.empty();
    send(last, place(last, true), () -> Optional.of(checksum.end(rows, partitions)));
  }

  private Piece withoutRow() {
    return new Piece(ordinal, 0, true, NOTHING, NOTHING);
  }

  private void send(Piece piece) {
    send(piece, place(piece, false), Optional::empty);
  }

  /** The checksum covers the last record too, so its end is known only when that is counted. */
  private void send(Piece piece, Place place, Supplier<Optional<EndHeader>> end) {
    Optional<BeginHeader> header = place.begin() ? Optional.of(begin) : Optional.empty();
    checksum.add(place, header, piece.key(), piece.value());
    out.accept(new LogRecord(place, header, end.get(), piece.key(), piece.value()));
  }

  private Place place(Piece piece, boolean end) {
    return new Place(
        scn,
        kind,
        piece.ordinal(),
        transactions,
        piece.ordinal() == 0,
        end,
        piece.segment(),
        piece.lastSegment());
  }
}
