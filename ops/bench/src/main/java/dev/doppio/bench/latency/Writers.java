package dev.doppio.bench.latency;

import dev.doppio.bench.workload.DocumentWriter;
import dev.doppio.local.LocalException;
import dev.doppio.local.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Connections that insert a document a transaction, each when it is due: one that is late, because
 * the one before it was, counts from when it was due all the same.
 */
final class Writers {
  private static final int CONNECTIONS = 8;

  private final MySqlServer source;
  private final String database;
  private final int bytes;

  Writers(MySqlServer source, String database, int bytes) {
    this.source = source;
    this.database = database;
    this.bytes = bytes;
  }

  /** Writes all of these; times from when each was due to its commit at the source. */
  Histogram write(Schedule schedule) {
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<CompletableFuture<Histogram>> writers = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        int first = i;
        writers.add(CompletableFuture.supplyAsync(() -> write(schedule, first), threads));
      }
      Histogram all = Times.histogram();
      writers.forEach(writer -> all.add(writer.join()));
      return all;
    } catch (CompletionException e) {
      throw e.getCause() instanceof LocalException known ? known : e;
    } finally {
      threads.shutdownNow();
    }
  }

  private Histogram write(Schedule schedule, int first) {
    Histogram times = Times.histogram();
    try (Connection connection = source.connect();
        DocumentWriter writer = new DocumentWriter(connection, database, first, bytes)) {
      for (int i = first; i < schedule.count(); i += CONNECTIONS) {
        long due = schedule.due(i);
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        writer.insert(schedule.first() + i);
        times.recordValue(Times.since(due));
      }
      return times;
    } catch (SQLException e) {
      throw new LocalException("Cannot write: " + e.getMessage(), e);
    }
  }
}
