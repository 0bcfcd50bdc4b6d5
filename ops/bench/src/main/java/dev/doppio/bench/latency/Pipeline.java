package dev.doppio.bench.latency;

import java.sql.SQLException;

/** A way from the source to the replica, that runs while it is measured. */
interface Pipeline {
  /** Unique in a bench; the report calls it so. */
  String name();

  /** What it runs with, for the report. */
  String settings();

  /**
   * Starts it behind the empty tables of this database at the source, into an empty replica.
   *
   * @param database of this run alone
   */
  Running start(String database) throws SQLException, InterruptedException;

  /** It runs. */
  interface Running {
    /**
     * Fails when a process of it has ended.
     *
     * @throws dev.doppio.local.LocalException saying which
     */
    void check();

    /** Ends it, in good order. */
    void stop() throws SQLException;
  }
}
