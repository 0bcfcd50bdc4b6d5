package dev.doppio.cli.desk;

import dev.doppio.applier.hadoop.HadoopTarget;
import dev.doppio.applier.hadoop.HadoopTargetConfig;
import dev.doppio.applier.hadoop.WarehouseView;
import dev.doppio.logreader.Skips;
import dev.doppio.logreader.TargetView;
import java.time.Clock;
import java.util.List;

/** A warehouse of Iceberg tables. */
record WarehouseDesk(HadoopTargetConfig config) implements TargetDesk {
  @Override
  public List<String> preflight() {
    return HadoopTarget.preflight(config);
  }

  @Override
  public TargetView look() {
    return new WarehouseView(config, Clock.systemUTC());
  }

  @Override
  public Skips skips() {
    return HadoopTarget.connect(config, Clock.systemUTC());
  }

  /** A table of all changes has no way back: another warehouse is filled instead. */
  @Override
  public Rewinds rewinds() {
    return new RefusedRewinds(
        "tables in Hadoop are not set back; name another warehouse"
            + " (target.hadoop.warehouse) and fill that with doppio replay --into-target");
  }
}
