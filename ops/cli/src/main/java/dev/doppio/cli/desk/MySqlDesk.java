package dev.doppio.cli.desk;

import dev.doppio.applier.mysql.MySqlTarget;
import dev.doppio.applier.mysql.MySqlTargetConfig;
import dev.doppio.applier.mysql.ReplicaView;
import dev.doppio.logreader.Skip;
import dev.doppio.logreader.TargetView;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.util.List;
import java.util.Optional;

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
    MySqlTarget target = MySqlTarget.connect(config);
    return new Skips() {
      @Override
      public Optional<Checkpoint> look(PartitionId partition) {
        return target.look(partition);
      }

      @Override
      public void skip(Skip skip, String who, String reason) {
        target.skip(skip, who, reason);
      }

      @Override
      public void close() {
        target.close();
      }
    };
  }
}
