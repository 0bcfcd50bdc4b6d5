package dev.doppio.applier.opensearch;

import dev.doppio.faults.FaultProxy;
import dev.doppio.local.Ports;
import dev.doppio.logreader.Target;
import dev.doppio.logreader.TargetContract;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.oracle.SearchedDocuments;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.servers.Servers;
import java.net.URI;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * OpenSearch keeps the contract of targets, but for what a search sees in the midst of a commit.
 */
final class OpenSearchTargetIT extends TargetContract {
  private final int door = Ports.free();
  private final FaultProxy line = new FaultProxy(door, Servers.openSearch().port());
  private final String prefix = Servers.freshDatabase("contract") + ".";

  @Override
  protected Target emptyTarget() {
    URI node = URI.create("http://127.0.0.1:" + door);
    OpenSearchTarget target =
        OpenSearchTarget.connect(Indexed.config(node, prefix), Clock.systemUTC());
    return new Target() {
      @Override
      public TargetPartition open(PartitionId partition) {
        line.clear();
        return target.open(partition);
      }

      @Override
      public void close() {
        target.close();
        line.close();
      }
    };
  }

  @Override
  protected void breakConnections() {
    line.refuse();
  }

  @Override
  protected List<Row> visible(TableVersion table) {
    return new SearchedDocuments(Servers.openSearch().uri())
        .sources(prefix + "shop." + table.name().table()).stream()
            .map(document -> row(table, document))
            .sorted(Comparator.comparing(row -> (Long) row.values()[0]))
            .toList();
  }

  private static Row row(TableVersion table, Map<String, Object> document) {
    Object[] values = table.columns().stream().map(column -> document.get(column.name())).toArray();
    values[0] = ((Number) values[0]).longValue();
    return new Row(table, values);
  }
}
