package dev.doppio.applier.hadoop;

import dev.doppio.logreader.Notes;
import dev.doppio.logreader.Run;
import dev.doppio.logreader.Runs;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Configurations and transactions for tests. */
final class Shop {
  static final PartitionId PARTITION = new PartitionId("shop", 0);
  static final PartitionId OTHER = new PartitionId("shop", 1);

  private Shop() {}

  /** Commits when it is asked to. */
  static HadoopTargetConfig config(Path warehouse) {
    return config(warehouse, Duration.ofHours(1), 1_000_000);
  }

  static HadoopTargetConfig config(Path warehouse, Duration interval, int rows) {
    return new HadoopTargetConfig(
        "file:" + warehouse,
        "dc1",
        new HadoopTargetConfig.Bounds(interval, rows, 64 << 20),
        HadoopTargetConfig.Slices.DAY,
        HadoopTargetConfig.Tables.BOTH,
        new HadoopTargetConfig.Keeping(Duration.ZERO, 3),
        Optional.empty(),
        Map.of("fs.file.impl", FragileFiles.class.getName(), "fs.file.impl.disable.cache", "true"));
  }

  /** Compacts by itself. */
  static HadoopTargetConfig compacting(Path warehouse, Duration every) {
    HadoopTargetConfig plain = config(warehouse);
    return new HadoopTargetConfig(
        plain.warehouse(),
        plain.datacenter(),
        plain.bounds(),
        plain.slices(),
        plain.tables(),
        plain.keeping(),
        Optional.of(every),
        plain.client());
  }

  static Run run(long sequence) {
    return new Run(
        new Scn(1, sequence),
        new Origin("dc1", "node1"),
        Optional.of(new Gtid("00000000-0000-0000-0000-0000000000aa", sequence)),
        sequence,
        Notes.SOURCE_TIME,
        OptionalInt.of(1));
  }

  static Checkpoint at(PartitionId partition, long sequence) {
    return new Checkpoint(Runs.LOG, "dc1", partition, new Scn(1, sequence), sequence);
  }

  static void offer(TargetPartition part, PartitionId id, long sequence, DocumentChange... rows) {
    part.begin();
    part.rows(run(sequence), List.of(rows));
    part.reached(Notes.SOURCE_TIME.plusSeconds(sequence));
    part.gathering().orElseThrow().offer(at(id, sequence));
  }

  static void commit(TargetPartition part, PartitionId id, long sequence, DocumentChange... rows) {
    part.begin();
    part.rows(run(sequence), List.of(rows));
    part.reached(Notes.SOURCE_TIME.plusSeconds(sequence));
    part.commit(at(id, sequence));
  }
}
