package dev.doppio.bench.verify;

import dev.doppio.bench.durability.Latencies;
import dev.doppio.bench.workload.Backlog;
import dev.doppio.local.LocalException;
import dev.doppio.local.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Transactions that each change one document, drawn at random: as many as go, or so many a second.
 * One at a time.
 */
public final class WriteLoad {
  private static final int THREADS = 4;
  private static final int DOCUMENTS_OF_A_MEMBER = 50;

  private final MySqlServer server;
  private final long rows;

  WriteLoad(MySqlServer server, long rows) {
    this.server = server;
    this.rows = rows;
  }

  /**
   * What came of it.
   *
   * @param perSecond transactions that were committed
   * @param latencies from when each was due
   */
  public record Result(double perSecond, Latencies latencies) {}

  /**
   * Runs for so long.
   *
   * @param perSecond transactions that are due; 0 for as many as go
   */
  Result run(Duration time, double perSecond, long seed) {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      long begin = System.nanoTime();
      List<CompletableFuture<List<Long>>> writers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        SplittableRandom random = new SplittableRandom(seed * THREADS + i);
        writers.add(
            CompletableFuture.supplyAsync(
                () -> write(random, begin, time, perSecond / THREADS), threads));
      }
      long[] all =
          writers.stream()
              .flatMap(writer -> writer.join().stream())
              .mapToLong(Long::longValue)
              .toArray();
      double seconds = (System.nanoTime() - begin) / 1e9;
      return new Result(all.length / seconds, Latencies.of(all));
    } catch (CompletionException e) {
      throw e.getCause() instanceof LocalException known ? known : e;
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Long> write(SplittableRandom random, long begin, Duration time, double perSecond) {
    List<Long> waits = new ArrayList<>();
    long end = begin + time.toNanos();
    try (Connection connection = server.connect();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE "
                    + (Scene.DATABASE + "." + Backlog.TABLE)
                    + " SET version = version + 1, body = REVERSE(body) WHERE member = ? AND"
                    + " document = ?")) {
      for (long number = 0; System.nanoTime() < end; number++) {
        long due = begin + Math.round(perSecond == 0 ? 0 : number / perSecond * 1e9);
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        long from = perSecond == 0 ? System.nanoTime() : due;
        long document = random.nextLong(rows);
        update.setLong(1, document / DOCUMENTS_OF_A_MEMBER);
        update.setLong(2, document);
        if (update.executeUpdate() != 1) {
          throw new LocalException("There is no document " + document);
        }
        waits.add(System.nanoTime() - from);
      }
    } catch (SQLException e) {
      throw new LocalException("Cannot write: " + e.getMessage(), e);
    }
    return waits;
  }
}
