package dev.doppio.cli.verify;

import dev.doppio.applier.hadoop.LoadedDocuments;
import dev.doppio.applier.mysql.ReplicaReader;
import dev.doppio.applier.search.IndexedDocuments;
import dev.doppio.cli.config.HadoopTargetSettings;
import dev.doppio.cli.config.LuceneTargetSettings;
import dev.doppio.cli.config.MySqlTargetSettings;
import dev.doppio.cli.config.OpenSearchTargetSettings;
import dev.doppio.cli.config.TargetSettings;
import dev.doppio.schemas.log.PartitionId;
import java.util.SortedSet;

/** Connects to what an applier writes, whatever that is. */
final class Replicas implements TargetSettings.Cases<Replica> {
  private final Pair pair;
  private final SortedSet<PartitionId> partitions;
  private final SourceLog log;
  private final SourceServer source;

  /**
   * @param partitions whose documents are compared
   * @param log that the replica has to be of
   */
  Replicas(Pair pair, SortedSet<PartitionId> partitions, SourceLog log, SourceServer source) {
    this.pair = pair;
    this.partitions = partitions;
    this.log = log;
    this.source = source;
  }

  @Override
  public Replica mysql(MySqlTargetSettings mysql) {
    ReplicaReader reader = ReplicaReader.connect(mysql.config(datacenter(), 1));
    return new ReplicaServer(reader, pair.layout().database(), log, source::select);
  }

  @Override
  public Replica lucene(LuceneTargetSettings lucene) {
    IndexedDocuments documents = new IndexedDocuments(lucene.config(datacenter(), 1));
    return new IndexReplica(documents, partitions, log, source.places());
  }

  @Override
  public Replica openSearch(OpenSearchTargetSettings openSearch) {
    throw Forms.notCompared("indexes in OpenSearch");
  }

  @Override
  public Replica hadoop(HadoopTargetSettings hadoop) {
    LoadedDocuments documents =
        new LoadedDocuments(hadoop.config(datacenter()), pair.layout().database());
    return new WarehouseReplica(documents, partitions, log, source.places(), System::nanoTime);
  }

  private String datacenter() {
    return pair.applier().datacenter();
  }
}
