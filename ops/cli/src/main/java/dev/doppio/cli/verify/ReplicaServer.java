package dev.doppio.cli.verify;

import dev.doppio.applier.mysql.ReplicaReader;
import dev.doppio.applier.mysql.ReplicaTable;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** A MySQL replica. Not thread-safe. */
final class ReplicaServer implements Replica {
  private final ReplicaReader reader;
  private final String database;
  private final LogId log;
  private final Function<TablePlan, DigestSelect> selects;

  /**
   * @param reader closed by its owner
   * @param database of the log
   * @param log that the replica has to be of
   * @param selects how rows are read
   */
  ReplicaServer(
      ReplicaReader reader, String database, LogId log, Function<TablePlan, DigestSelect> selects) {
    this.reader = reader;
    this.database = database;
    this.log = log;
    this.selects = selects;
  }

  @Override
  public ReplicaTable table(TableVersion version) {
    return reader.table(version);
  }

  @Override
  public Map<PartitionId, Scn> checkpoints() {
    return scns(reader.checkpoints(database));
  }

  @Override
  public Read read(TablePlan plan, Stretch stretch) {
    DigestSelect digests = selects.apply(plan);
    List<RowDigest> rows = new ArrayList<>();
    Optional<String> query =
        plan.replica().isPresent() ? Optional.of(digests.sql(stretch)) : Optional.empty();
    Map<PartitionId, Checkpoint> at =
        reader.read(database, query, fields -> rows.add(digests.row(fields)));
    return new Read(scns(at), rows, Optional.empty());
  }

  @Override
  public Read sum(TablePlan plan, Stretch stretch) {
    DigestSelect digests = selects.apply(plan);
    List<Sum> sums = new ArrayList<>();
    Optional<String> query =
        plan.replica().isPresent() ? Optional.of(digests.sum(stretch)) : Optional.empty();
    Map<PartitionId, Checkpoint> at =
        reader.read(database, query, fields -> sums.add(digests.sum(fields)));
    return new Read(scns(at), List.of(), sums.stream().findFirst());
  }

  private Map<PartitionId, Scn> scns(Map<PartitionId, Checkpoint> checkpoints) {
    Map<PartitionId, Scn> scns = new TreeMap<>();
    checkpoints.forEach(
        (partition, at) -> {
          if (!at.log().equals(log)) {
            throw new DoppioException(
                FailureKind.LOG_REPLACED,
                partition
                    + " at the replica stands in log "
                    + at.log()
                    + ", the source writes log "
                    + log
                    + ": the topic was made anew; load the replica anew from it");
          }
          scns.put(partition, at.scn());
        });
    return scns;
  }
}
