package dev.doppio.bench.arm;

import dev.doppio.bench.workload.Backlog;
import java.sql.SQLException;

/** A way to drain a backlog. */
public interface Arm {
  /** Unique in a bench; the report calls it so. */
  String name();

  /** What it runs with, for the report. */
  String settings();

  /**
   * Takes up its place while the tables are empty.
   *
   * @param database whose backlog is going to be drained
   * @param run a number, unique for this arm and database
   */
  Prepared prepare(String database, int run) throws SQLException, InterruptedException;

  /** Stands before the backlog; used once. */
  interface Prepared {
    /**
     * Drains it in a process that ends before this returns.
     *
     * @throws dev.doppio.local.LocalException when it fails, or read another number of rows
     */
    Measurement drain(Backlog backlog) throws SQLException, InterruptedException;
  }
}
