package dev.doppio.capture.snapshot;

import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.SourceEvent.RowChange;
import dev.doppio.schemas.source.TableSnapshot;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A chunk between its statement and its place in the log. Documents that the stream touches
 * meanwhile are left out of it: the stream tells all of them. Memory is bounded by the chunk, and
 * before that is there, by {@link #MOST_TOUCHED} keys; beyond these it has to be read again.
 */
final class OpenChunk {
  static final int MOST_TOUCHED = 20_000;

  private final TableSnapshot from;
  private final Set<DocumentKey> touched = new HashSet<>();
  private Optional<Chunk> chunk = Optional.empty();
  private GtidSet shows = GtidSet.empty();
  private boolean spoilt;

  OpenChunk(TableSnapshot from) {
    this.from = from;
  }

  /** What it goes on from. */
  TableSnapshot from() {
    return from;
  }

  /** The stream has changed a document. */
  void touch(RowChange change) {
    if (change.table().name().equals(from.table())) {
      change.before().ifPresent(this::leaveOut);
      change.after().ifPresent(this::leaveOut);
    }
  }

  private void leaveOut(Row row) {
    DocumentKey key = DocumentKey.of(row);
    if (chunk.isPresent()) {
      chunk.get().rows().remove(key);
    } else if (touched.size() < MOST_TOUCHED) {
      touched.add(key);
    } else {
      spoil();
    }
  }

  /** The stream has changed the table itself. */
  void changed(TableName table) {
    if (table.equals(from.table())) {
      spoil();
    }
  }

  private void spoil() {
    spoilt = true;
    touched.clear();
  }

  /** It was read. */
  void arrived(Chunk read) {
    read.rows().keySet().removeAll(touched);
    touched.clear();
    shows = read.shows();
    chunk = Optional.of(read);
  }

  /** The chunk; empty while it is being read. */
  Optional<Chunk> chunk() {
    return chunk;
  }

  /** True when it has to be read again. */
  boolean isSpoilt() {
    return spoilt;
  }

  /** Transactions that the stream has to tell before the chunk may go to the log. */
  GtidSet awaited(GtidSet told) {
    return shows.minus(told);
  }

  /** True when the stream has told all that the chunk may show. */
  boolean isCovered(GtidSet told) {
    return chunk.isPresent() && told.contains(shows);
  }

  /** These will never come. */
  void forget(GtidSet givenUp) {
    shows = shows.minus(givenUp);
  }
}
