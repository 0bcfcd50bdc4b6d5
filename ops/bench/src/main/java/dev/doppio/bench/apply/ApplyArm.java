package dev.doppio.bench.apply;

import dev.doppio.bench.arm.Measurement;
import dev.doppio.bench.workload.Backlog;
import java.sql.SQLException;

/** A way to apply a backlog that lies ready. */
interface ApplyArm {
  /** Unique in a bench; the report calls it so. */
  String name();

  /** What it runs with, for the report. */
  String settings();

  /**
   * Applies all of it to an empty target, in a process that ends before this returns.
   *
   * @param run a number, unique for this arm and backlog
   * @throws dev.doppio.local.LocalException when it fails, or the target is not what the source is
   */
  Measurement apply(Backlog backlog, int run) throws SQLException, InterruptedException;
}
