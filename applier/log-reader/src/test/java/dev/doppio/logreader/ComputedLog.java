package dev.doppio.logreader;

import dev.doppio.schemas.change.ChangeCodec;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Place;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A log of any size that exists only where it is looked at. Run <i>r</i> is 1:<i>r</i>, three
 * records at the offsets 4r to 4r+2 (4r+3 holds nothing, as a transaction marker), committed at the
 * source at second <i>r</i>. The writer sent it a second later; but from run {@link #DOWN} to
 * {@link #UP} it was down, and sent all of these when it came back.
 */
final class ComputedLog implements LogSource {
  static final int DOWN = 100_000;
  static final int UP = 150_000;
  private static final int SPAN = 4;

  private final ChangeCodec changes = new ChangeCodec();
  private final int runs;

  ComputedLog(int runs) {
    this.runs = runs;
  }

  static long offset(long run) {
    return run * SPAN;
  }

  static Instant committed(long run) {
    return Notes.SOURCE_TIME.plusSeconds(run);
  }

  private static Instant sent(long run) {
    return committed(run >= DOWN && run < UP ? UP : run).plusSeconds(1);
  }

  @Override
  public Optional<Entry> first(PartitionId partition, long from, long to) {
    long offset = from % SPAN == SPAN - 1 ? from + 1 : from;
    return offset < Math.min(to, offset(runs))
        ? Optional.of(entry(partition, offset))
        : Optional.empty();
  }

  private Entry entry(PartitionId partition, long offset) {
    long run = offset / SPAN;
    int ordinal = (int) (offset % SPAN);
    boolean end = ordinal == SPAN - 2;
    Place place =
        new Place(new Scn(1, run), RunKind.TRANSACTION, ordinal, run, ordinal == 0, end, 0, true);
    Optional<byte[]> begin =
        ordinal == 0
            ? Optional.of(
                new BeginHeader(Runs.LOG, new Origin("dc1", "node1"), Optional.empty(), run)
                    .encode())
            : Optional.empty();
    Row row = Notes.row(offset, "x");
    DocumentChange change =
        new DocumentChange(
            DocumentKey.of(row),
            Operation.INSERT,
            row.table().name(),
            committed(run),
            Optional.of(row),
            Optional.empty());
    Headers headers = new Headers(place.encode(), begin, Optional.empty());
    return new Entry(
        partition, offset, sent(run), headers, change.key().bytes(), changes.encode(change));
  }

  @Override
  public OptionalLong offsetAt(PartitionId partition, Instant time) {
    for (long run = Math.max(0, Duration.between(Notes.SOURCE_TIME, time).toSeconds() - UP);
        run < runs;
        run++) {
      if (!sent(run).isBefore(time)) {
        return OptionalLong.of(offset(run));
      }
    }
    return OptionalLong.empty();
  }

  Bounds bounds() {
    return new Bounds(0, offset(runs));
  }

  @Override
  public Map<PartitionId, Bounds> bounds(Set<PartitionId> partitions) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int partitions(String database) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void assign(Set<PartitionId> partitions) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void share(Set<PartitionId> partitions, Sharing sharing) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void seek(PartitionId partition, long offset) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position(PartitionId partition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void pause(PartitionId partition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void resume(PartitionId partition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Polled poll(Duration wait) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
