package dev.doppio.capture.snapshot;

import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.TableSnapshot;
import java.util.Optional;

/** Reads chunks while the stream goes on, one at a time. Used by one thread. */
interface Chunks extends AutoCloseable {
  /**
   * Begins to read what follows the last key of a snapshot.
   *
   * @param told what the stream has told; the chunk will show all of it
   */
  void read(TableSnapshot from, GtidSet told);

  /**
   * What was read; empty while it is being read.
   *
   * @throws dev.doppio.schemas.failure.DoppioException SOURCE_UNAVAILABLE, SOURCE_REFUSED,
   *     SOURCE_UNSUPPORTED
   */
  Optional<Chunk> poll();

  /**
   * Of transactions that were about to be committed, those that will not come: they were rolled
   * back.
   *
   * @param awaited that the stream has not told
   */
  GtidSet givenUp(GtidSet awaited);

  /** Idempotent; ends a statement that runs. */
  @Override
  void close();
}
