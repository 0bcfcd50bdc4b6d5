package dev.doppio.applier.mysql;

import static dev.doppio.applier.mysql.Replica.column;
import static dev.doppio.applier.mysql.Replica.delete;
import static dev.doppio.applier.mysql.Replica.insert;
import static dev.doppio.applier.mysql.Replica.query;
import static dev.doppio.applier.mysql.Replica.required;
import static dev.doppio.applier.mysql.Replica.table;
import static dev.doppio.applier.mysql.Replica.type;
import static dev.doppio.applier.mysql.Replica.update;
import static dev.doppio.applier.mysql.Replica.varchar;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logreader.Reach;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.Reaction;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Several partitions write one table at once, each with its own transactions, crashes and place of
 * the schema change; the replica must end as a map says that never heard of any of it.
 */
final class ReplicaInParallelIT {
  private static final int PARTITIONS = 4;
  private static final int RUNS = 150;
  private static final int DOCUMENTS = 25;
  private static final TableVersion BEFORE =
      table(
          "parallel",
          "docs",
          2,
          required("id", type(MySqlType.BIGINT)),
          required("name", varchar(20)),
          column("v", type(MySqlType.INT)));
  private static final TableVersion AFTER =
      table(
          "parallel",
          "docs",
          2,
          required("id", type(MySqlType.BIGINT)),
          required("name", varchar(20)),
          column("x", type(MySqlType.INT)),
          column("w", type(MySqlType.BIGINT)));
  private static final ControlRecord.SchemaChange ALTER =
      new ControlRecord.SchemaChange(
          "uuid:1",
          BEFORE.name(),
          Optional.of(BEFORE.fingerprint()),
          Optional.of(AFTER.fingerprint()),
          "ALTER TABLE docs CHANGE v w BIGINT, ADD x INT AFTER name",
          Instant.EPOCH);

  /** A partition's log: its transactions, and after how many of them the table changes. */
  private static final class Log {
    final PartitionId partition;
    final List<List<DocumentChange>> runs = new ArrayList<>();
    final int alterAfter;
    final Map<Long, String> expected = new TreeMap<>();
    private final Map<Long, String> names = new TreeMap<>();
    private final Random random;

    Log(int number, long seed) {
      this.partition = new PartitionId("parallel", number);
      this.random = new Random(seed + number);
      this.alterAfter = RUNS / 4 + random.nextInt(RUNS / 2);
      for (int run = 0; run < RUNS; run++) {
        if (run == alterAfter) {
          expected.replaceAll((id, row) -> row.replaceFirst(" ([^ ]+)$", " null $1"));
        }
        List<DocumentChange> changes = new ArrayList<>();
        for (int i = random.nextInt(12); i >= 0; i--) {
          change(changes, run >= alterAfter);
        }
        runs.add(changes);
      }
    }

    private void change(List<DocumentChange> changes, boolean altered) {
      long id = partition.number() + (long) PARTITIONS * random.nextInt(DOCUMENTS);
      Optional<String> name = Optional.ofNullable(names.get(id));
      TableVersion version = altered ? AFTER : BEFORE;
      if (name.isPresent() && random.nextInt(4) > 0) {
        changes.add(update(version, row(id, name.get(), altered)));
        return;
      }
      name.ifPresent(
          there -> {
            changes.add(delete(version, id, there));
            names.remove(id);
            expected.remove(id);
          });
      if (random.nextInt(4) > 0) {
        String fresh = random.nextBoolean() ? "bob" : "bob".toUpperCase(Locale.ROOT);
        names.put(id, fresh);
        changes.add(insert(version, row(id, fresh, altered)));
      }
    }

    private Object[] row(long id, String name, boolean altered) {
      long v = random.nextInt(1_000);
      long x = random.nextInt(1_000);
      expected.put(id, id + " " + name + " " + (altered ? x + " " + v : "" + v));
      return altered ? new Object[] {id, name, x, v} : new Object[] {id, name, v};
    }
  }

  @Test
  void partitionsWithCrashesAndASchemaChangeEndAsIfTheyWereAlone() throws Exception {
    long seed = Long.getLong("doppio.seed", System.nanoTime());
    Replica.run("DROP DATABASE IF EXISTS doppio", "DROP DATABASE IF EXISTS parallel");
    List<Log> logs = new ArrayList<>();
    for (int number = 0; number < PARTITIONS; number++) {
      logs.add(new Log(number, seed));
    }
    ExecutorService threads = Executors.newFixedThreadPool(PARTITIONS);
    try (MySqlTarget one = MySqlTarget.connect(Replica.config());
        MySqlTarget other = MySqlTarget.connect(Replica.config())) {
      List<Callable<Integer>> appliers = new ArrayList<>();
      logs.forEach(
          log -> appliers.add(() -> apply(log, log.partition.number() % 2 == 0 ? one : other)));
      for (Future<Integer> applier : threads.invokeAll(appliers)) {
        assertThat(applier.get())
            .as("failures that were tried again, seed %d", seed)
            .isLessThan(100);
      }
      assertThat(one.stats().drift()).as("seed %d", seed).isEmpty();
      assertThat(other.stats().drift()).as("seed %d", seed).isEmpty();
    } finally {
      threads.shutdownNow();
    }
    Map<Long, String> expected = new TreeMap<>();
    logs.forEach(log -> expected.putAll(log.expected));
    assertThat(query("SELECT * FROM parallel.docs ORDER BY id"))
        .as("seed %d", seed)
        .isNotEmpty()
        .containsExactlyElementsOf(expected.values());
  }

  /** Applies to the end, opening anew after each failure; returns how many there were. */
  private static int apply(Log log, MySqlTarget target) {
    Random crashes = new Random(log.partition.number());
    int failures = 0;
    while (true) {
      try (TargetPartition part = target.open(log.partition)) {
        int from = part.checkpoint().map(c -> (int) c.scn().sequence()).orElse(0);
        if (from == RUNS) {
          return failures;
        }
        applyFrom(log, part, from, crashes);
      } catch (DoppioException e) {
        assertThat(e.kind().reaction()).as(e.getMessage()).isEqualTo(Reaction.RETRY);
        failures++;
      }
    }
  }

  private static void applyFrom(Log log, TargetPartition part, int from, Random crashes) {
    int run = from;
    while (run < RUNS) {
      if (run == log.alterAfter) {
        part.schemaChanged(ALTER, Optional.of(BEFORE), Optional.of(AFTER), Reach.WHOLE_TABLE);
      }
      int limit = run < log.alterAfter ? log.alterAfter : RUNS;
      int to = Math.min(limit, run + 1 + crashes.nextInt(10));
      part.begin();
      for (List<DocumentChange> changes : log.runs.subList(run, to)) {
        part.rows(Replica.RUN, changes);
      }
      if (crashes.nextInt(20) == 0) {
        return;
      }
      part.commit(
          new Checkpoint(
              Replica.LOG, "dc1", log.partition, Replica.at(log.partition, to).scn(), to));
      run = to;
    }
  }
}
