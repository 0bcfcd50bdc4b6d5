package dev.doppio.cli.verify;

import dev.doppio.applier.mysql.ReplicaReader;
import dev.doppio.applier.mysql.ReplicaTable;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** A MySQL replica. Not thread-safe. */
final class ReplicaServer implements Replica {
  private final ReplicaReader reader;
  private final String database;
  private final SourceLog log;
  private final Function<TablePlan, DigestSelect> selects;

  /**
   * @param reader closed with this one
   * @param database of the log
   * @param log that the replica has to be of
   * @param selects how rows are read
   */
  ReplicaServer(
      ReplicaReader reader,
      String database,
      SourceLog log,
      Function<TablePlan, DigestSelect> selects) {
    this.reader = reader;
    this.database = database;
    this.log = log;
    this.selects = selects;
  }

  @Override
  public KeptTable table(TableVersion version) {
    ReplicaTable table = reader.table(version);
    return new KeptTable(table.isPresent(), table.objections(), table.columns());
  }

  @Override
  public Map<PartitionId, Scn> checkpoints() {
    return log.places(reader.checkpoints(database));
  }

  @Override
  public boolean isOrdered() {
    return true;
  }

  @Override
  public Read read(TablePlan plan, Stretch stretch, Collection<DocumentPlace> shown) {
    DigestSelect digests = selects.apply(plan);
    List<RowDigest> rows = new ArrayList<>();
    Optional<String> query =
        plan.replica().isPresent() ? Optional.of(digests.sql(stretch)) : Optional.empty();
    Map<PartitionId, Checkpoint> at =
        reader.read(database, query, fields -> rows.add(digests.row(fields)));
    return new Read(log.places(at), rows, Optional.empty());
  }

  @Override
  public Read sum(TablePlan plan, Stretch stretch) {
    DigestSelect digests = selects.apply(plan);
    List<Sum> sums = new ArrayList<>();
    Optional<String> query =
        plan.replica().isPresent() ? Optional.of(digests.sum(stretch)) : Optional.empty();
    Map<PartitionId, Checkpoint> at =
        reader.read(database, query, fields -> sums.add(digests.sum(fields)));
    return new Read(log.places(at), List.of(), sums.stream().findFirst());
  }

  @Override
  public List<DocumentPlace> others(TablePlan plan, Predicate<KeptKey> known, int most) {
    throw new UnsupportedOperationException("a server reads stretches as a whole");
  }

  @Override
  public void close() {
    reader.close();
  }
}
