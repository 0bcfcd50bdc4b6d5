package dev.doppio.cli.verify;

import dev.doppio.applier.hadoop.LoadedDocuments;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Tables of the current state in Hadoop. They find nothing by its key, so a snapshot of a table is
 * read as a whole, and its digests are kept until there is another one.
 */
final class WarehouseReplica implements Replica {
  private static final long LOOK_NANOS = 250_000_000L;

  private final LoadedDocuments documents;
  private final SortedSet<PartitionId> partitions;
  private final SourceLog log;
  private final Places places;
  private final LongSupplier nanoTime;
  private Map<PartitionId, Scn> applied = Map.of();
  private long lookedAt;
  private DigestMap digests = new DigestMap();
  private String digestsOf = "";

  /**
   * @param documents closed with this one
   * @param partitions whose documents are compared
   */
  WarehouseReplica(
      LoadedDocuments documents,
      SortedSet<PartitionId> partitions,
      SourceLog log,
      Places places,
      LongSupplier nanoTime) {
    this.documents = documents;
    this.partitions = partitions;
    this.log = log;
    this.places = places;
    this.nanoTime = nanoTime;
  }

  @Override
  public KeptTable table(TableVersion version) {
    return KeptTable.of(version);
  }

  @Override
  public Map<PartitionId, Scn> checkpoints() {
    long now = nanoTime.getAsLong();
    if (applied.isEmpty() || now - lookedAt >= LOOK_NANOS) {
      applied = log.places(documents.checkpoints(partitions));
      lookedAt = now;
    }
    return applied;
  }

  @Override
  public boolean isOrdered() {
    return false;
  }

  @Override
  public Read read(TablePlan plan, Stretch stretch, Collection<DocumentPlace> shown) {
    LoadedDocuments.Pinned table = documents.pin(plan.name(), partitions);
    Map<PartitionId, Scn> at = new TreeMap<>(log.places(table.checkpoints()));
    table
        .holds()
        .forEach((partition, scn) -> at.computeIfPresent(partition, (p, c) -> later(c, scn)));
    digest(plan, table);
    List<RowDigest> rows = new ArrayList<>();
    for (DocumentPlace place : shown) {
      digests.get(KeptKey.of(place)).ifPresent(digest -> rows.add(new RowDigest(place, digest)));
    }
    return new Read(at, rows, Optional.empty());
  }

  private static Scn later(Scn one, Scn other) {
    return one.isBefore(other) ? other : one;
  }

  private void digest(TablePlan plan, LoadedDocuments.Pinned table) {
    String state = plan.name() + " " + table.state();
    if (!state.equals(digestsOf)) {
      digestsOf = "";
      digests = new DigestMap();
      table.documents(
          found ->
              digests.put(
                  new KeptKey(found.partition(), found.key()), DocumentDigest.of(found.fields())));
      digestsOf = state;
    }
  }

  @Override
  public Read sum(TablePlan plan, Stretch stretch) {
    throw new UnsupportedOperationException("a table has no order of keys");
  }

  @Override
  public List<DocumentPlace> others(TablePlan plan, Predicate<KeptKey> known, int most) {
    List<KeptKey> found = new ArrayList<>();
    documents
        .pin(plan.name(), partitions)
        .keys(
            (partition, document) -> {
              KeptKey key = new KeptKey(partition, document);
              if (found.size() < most && partitions.contains(partition) && !known.test(key)) {
                found.add(key);
              }
            });
    return found.stream().map(key -> places.of(plan, key)).toList();
  }

  @Override
  public void close() {
    documents.close();
  }
}
