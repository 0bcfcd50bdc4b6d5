package dev.doppio.bench.latency;

import dev.doppio.bench.workload.Backlog;
import dev.doppio.bench.workload.DocumentWriter;
import dev.doppio.local.LocalException;
import dev.doppio.local.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Looks at the replica again and again, as any client would, for documents that it has not seen
 * yet; what it sees has come when its answer is there, so a look's time counts too. One thread.
 */
final class Observer implements AutoCloseable {
  private static final long PAUSE_NANOS = 500_000;
  private static final long CHECK_NANOS = 1_000_000_000L;

  private final Connection connection;
  private final PreparedStatement look;
  private final Runnable check;

  /**
   * @param replica with the table in it
   * @param check throws when there is nothing to wait for any more
   */
  Observer(MySqlServer replica, String database, Runnable check) throws SQLException {
    this.check = check;
    this.connection = replica.connect();
    this.look =
        connection.prepareStatement(
            "SELECT document FROM "
                + (database + "." + Backlog.TABLE)
                + " WHERE member >= ? AND document >= ?");
  }

  /**
   * Sees all of these.
   *
   * @param patience with which it waits when the last one is over
   * @throws LocalException when some do not come
   */
  Histogram watch(Schedule schedule, Duration patience) throws SQLException {
    Histogram times = Times.histogram();
    BitSet seen = new BitSet(schedule.count());
    long deadline = schedule.end() + patience.toNanos();
    long checkAt = System.nanoTime() + CHECK_NANOS;
    while (seen.cardinality() < schedule.count()) {
      look(schedule, seen, times);
      LockSupport.parkNanos(PAUSE_NANOS);
      if (System.nanoTime() > checkAt) {
        check.run();
        checkAt = System.nanoTime() + CHECK_NANOS;
      }
      if (System.nanoTime() > deadline) {
        throw new LocalException(
            (schedule.count() - seen.cardinality())
                + " of "
                + schedule.count()
                + " documents were not in the replica "
                + patience
                + " after the last was due");
      }
    }
    return times;
  }

  /** From the first that is missing on. */
  private void look(Schedule schedule, BitSet seen, Histogram times) throws SQLException {
    long missing = schedule.first() + seen.nextClearBit(0);
    look.setLong(1, DocumentWriter.member(missing));
    look.setLong(2, missing);
    try (ResultSet rows = look.executeQuery()) {
      while (rows.next()) {
        int index = (int) (rows.getLong(1) - schedule.first());
        if (!seen.get(index)) {
          seen.set(index);
          times.recordValue(Times.since(schedule.due(index)));
        }
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
