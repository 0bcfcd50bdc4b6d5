package dev.doppio.cli.verify;

import dev.doppio.applier.search.IndexedDocuments;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Predicate;

/** A folder of Lucene indexes: it finds documents by their keys, and has no order of them. */
final class IndexReplica implements Replica {
  private final IndexedDocuments documents;
  private final SortedSet<PartitionId> partitions;
  private final SourceLog log;
  private final Places places;

  /**
   * @param documents closed with this one
   * @param partitions whose documents are compared
   */
  IndexReplica(
      IndexedDocuments documents, SortedSet<PartitionId> partitions, SourceLog log, Places places) {
    this.documents = documents;
    this.partitions = partitions;
    this.log = log;
    this.places = places;
  }

  @Override
  public KeptTable table(TableVersion version) {
    return KeptTable.of(version);
  }

  @Override
  public Map<PartitionId, Scn> checkpoints() {
    return log.places(documents.checkpoints(partitions));
  }

  @Override
  public boolean isOrdered() {
    return false;
  }

  @Override
  public Read read(TablePlan plan, Stretch stretch, Collection<DocumentPlace> shown) {
    Map<PartitionId, List<DocumentKey>> keys = new HashMap<>();
    partitions.forEach(partition -> keys.put(partition, new ArrayList<>()));
    Map<KeptKey, DocumentPlace> asked = new HashMap<>();
    for (DocumentPlace place : shown) {
      keys.get(place.partition()).add(place.document());
      asked.put(KeptKey.of(place), place);
    }
    KeptRows rows = new KeptRows();
    Map<PartitionId, Scn> at =
        log.places(
            documents.read(
                plan.name(),
                keys,
                found -> {
                  DocumentPlace place = asked.get(new KeptKey(found.partition(), found.key()));
                  rows.add(place, DocumentDigest.of(found.fields()));
                }));
    return new Read(at, rows.all(), Optional.empty());
  }

  @Override
  public Read sum(TablePlan plan, Stretch stretch) {
    throw new UnsupportedOperationException("an index has no order of keys");
  }

  @Override
  public List<DocumentPlace> others(TablePlan plan, Predicate<KeptKey> known, int most) {
    List<KeptKey> found = new ArrayList<>();
    documents.keys(
        plan.name(),
        partitions,
        (partition, document) -> {
          KeptKey key = new KeptKey(partition, document);
          if (found.size() < most && !known.test(key)) {
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
