package dev.doppio.cli.desk;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.HadoopTargetSettings;
import dev.doppio.cli.config.LuceneTargetSettings;
import dev.doppio.cli.config.MySqlTargetSettings;
import dev.doppio.cli.config.OpenSearchTargetSettings;
import dev.doppio.cli.config.TargetSettings;
import dev.doppio.logreader.Rewind;
import dev.doppio.logreader.Skips;
import dev.doppio.logreader.TargetView;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.PartitionId;
import java.util.List;
import java.util.Set;

/** A target of an applier's configuration, for those who look at it and let it pass something. */
public interface TargetDesk {
  /** What keeps it from being a target; writes nothing. */
  List<String> preflight();

  /** Opens a look at its partitions, for the caller to close. */
  TargetView look();

  /** Opens it for skips, for the caller to close. */
  Skips skips();

  /** Opens it to be set back or built, for the caller to close. */
  Rewinds rewinds();

  /** A target whose checkpoints an operator moves. */
  interface Rewinds extends AutoCloseable {
    /**
     * Has a partition apply runs again.
     *
     * @param who user and host of the operator
     * @param reason for those who come later
     * @throws dev.doppio.schemas.failure.DoppioException TARGET_REFUSED with why it can't be;
     *     nothing was written then
     */
    Rewind.Done rewind(Rewind rewind, String who, String reason);

    /**
     * Puts the checkpoint back that a partition had before.
     *
     * @throws dev.doppio.schemas.failure.DoppioException TARGET_REFUSED when it was not rewound, or
     *     has applied something since
     */
    Rewind.Done undo(PartitionId partition);

    /** What it holds of documents: nothing, where it is to be built anew. */
    List<String> contents();

    /** Snapshots of these tables are to come before the partition is whole. */
    void awaitSnapshots(PartitionId partition, Set<TableName> tables);

    @Override
    void close();
  }

  /** The one of this configuration. */
  static TargetDesk of(ApplySettings settings) {
    return settings
        .target()
        .match(
            new TargetSettings.Cases<TargetDesk>() {
              @Override
              public TargetDesk mysql(MySqlTargetSettings mysql) {
                return new MySqlDesk(mysql.config(settings.datacenter(), 1));
              }

              @Override
              public TargetDesk lucene(LuceneTargetSettings lucene) {
                return new IndexDesk(lucene.config(settings.datacenter(), 1));
              }

              @Override
              public TargetDesk openSearch(OpenSearchTargetSettings openSearch) {
                return new OpenSearchDesk(openSearch.config(settings.datacenter()));
              }

              @Override
              public TargetDesk hadoop(HadoopTargetSettings hadoop) {
                return new WarehouseDesk(hadoop.config(settings.datacenter()));
              }
            });
  }
}
