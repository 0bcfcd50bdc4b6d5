package dev.doppio.capture.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.capture.config.SnapshotLimits;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.source.Resume;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import dev.doppio.schemas.source.TableSnapshot;
import dev.doppio.schemas.source.TableSnapshot.State;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Chunks beside a stream, on a server that shows, streams and counts each commit at its own time.
 */
class SnapshotSourceTest {
  private static final int SEEDS = Integer.getInteger("snapshot.seeds", 500);
  private static final long FROM = Long.getLong("snapshot.from", 1);
  private static final TableName TABLE = ModelServer.TABLE.name();

  private Instant now = Instant.EPOCH;

  @Test
  void noDocumentGoesBackInTimeAndAtTheEndAllAreThere() {
    int chunks = 0;
    int truncations = 0;
    for (long seed = FROM; seed < FROM + SEEDS; seed++) {
      Replica replica = run(seed);
      chunks += replica.chunks;
      truncations += replica.truncations;
    }
    assertThat(chunks).as("chunks of all seeds").isGreaterThan(SEEDS * 5);
    assertThat(truncations).as("truncations of all seeds").isGreaterThan(SEEDS);
  }

  /** A replica that knows of each document the version that it was told last. */
  private static final class Replica {
    private final long seed;
    private final Map<Long, Long> told = new HashMap<>();
    private final Map<Long, Long> rows = new TreeMap<>();
    private int chunks;
    private int truncations;
    private Optional<TableSnapshot> snapshot = Optional.empty();

    private Replica(long seed) {
      this.seed = seed;
    }

    private void take(SourceEvent event) {
      if (event instanceof SourceEvent.RowChange change) {
        Object[] values = change.after().or(change::before).orElseThrow().values();
        apply(change.operation(), (Long) values[0], (Long) values[1]);
      } else if (event instanceof SourceEvent.End end) {
        chunks += end.snapshot().isPresent() ? 1 : 0;
        snapshot = end.snapshot().or(() -> snapshot);
      } else if (event instanceof SourceEvent.SnapshotMoved moved) {
        snapshot = Optional.of(moved.snapshot());
      } else if (event instanceof SourceEvent.Truncated truncated) {
        for (long id = 0; id < ModelServer.DOCUMENTS; id++) {
          told.put(id, Long.parseLong(truncated.statement()));
        }
        rows.clear();
        truncations++;
      }
    }

    private void apply(Operation operation, long id, long version) {
      long last = told.getOrDefault(id, 0L);
      assertThat(version)
          .as("seed %d, %s of document %d", seed, operation, id)
          .isGreaterThanOrEqualTo(last);
      // A deletion is newer than the version that it names, and older than the next one.
      told.put(id, operation == Operation.DELETE ? version + 1 : version);
      if (operation == Operation.DELETE) {
        rows.remove(id);
      } else {
        rows.put(id, version);
      }
    }
  }

  private Replica run(long seed) {
    Random random = new Random(seed);
    ModelServer server =
        new ModelServer(random, random.nextBoolean(), random.nextInt(ModelServer.DOCUMENTS));
    Replica replica = new Replica(seed);
    SourcePosition start = server.stream().position();
    TableSnapshot asked = TableSnapshot.of(SnapshotRequest.whole("first", TABLE), now);
    Resume from = new Resume(start, Map.of(TABLE, ModelServer.TABLE), List.of(asked));
    int limit = 1 + random.nextInt(8);
    SnapshotSource source =
        new SnapshotSource(server.stream(), server.chunks(limit), pace(), from, Set.of());
    for (int i = 0; i < 400; i++) {
      server.step();
      poll(source, replica, random.nextInt(3));
    }
    server.settle();
    for (int i = 0; i < 2_000 && !isDone(replica); i++) {
      poll(source, replica, 1);
    }
    poll(source, replica, 1_000);
    assertThat(isDone(replica)).as("seed %d: the snapshot ends", seed).isTrue();
    assertThat(replica.rows).as("seed %d", seed).isEqualTo(server.rows());
    return replica;
  }

  private SnapshotPace pace() {
    return new SnapshotPace(SnapshotLimits.standard(), () -> now);
  }

  private static boolean isDone(Replica replica) {
    return replica.snapshot.filter(last -> last.state() == State.DONE).isPresent();
  }

  private void poll(SnapshotSource source, Replica replica, int times) {
    for (int i = 0; i < times; i++) {
      now = now.plusMillis(100);
      source.poll(Duration.ZERO).ifPresent(replica::take);
    }
  }
}
