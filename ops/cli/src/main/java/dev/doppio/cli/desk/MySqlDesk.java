package dev.doppio.cli.desk;

import dev.doppio.applier.mysql.MySqlTarget;
import dev.doppio.applier.mysql.MySqlTargetConfig;
import dev.doppio.applier.mysql.ReplicaView;
import dev.doppio.logreader.Rewind;
import dev.doppio.logreader.Skips;
import dev.doppio.logreader.TargetView;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.PartitionId;
import java.util.List;
import java.util.Set;

/** A MySQL replica. */
record MySqlDesk(MySqlTargetConfig config) implements TargetDesk {
  @Override
  public List<String> preflight() {
    return MySqlTarget.preflight(config);
  }

  @Override
  public TargetView look() {
    return ReplicaView.connect(config);
  }

  @Override
  public Skips skips() {
    return MySqlTarget.connect(config);
  }

  @Override
  public Rewinds rewinds() {
    MySqlTarget target = MySqlTarget.connect(config);
    return new Rewinds() {
      @Override
      public Rewind.Done rewind(Rewind rewind, String who, String reason) {
        return target.rewind(rewind, who, reason);
      }

      @Override
      public Rewind.Done undo(PartitionId partition) {
        return target.undoRewind(partition);
      }

      @Override
      public List<String> contents() {
        return target.filledTables().stream().map(table -> "rows in table " + table).toList();
      }

      @Override
      public void awaitSnapshots(PartitionId partition, Set<TableName> tables) {
        target.awaitSnapshots(partition, tables);
      }

      @Override
      public void close() {
        target.close();
      }
    };
  }
}
