package dev.doppio.logreader;

import java.time.Duration;
import java.util.Objects;

/**
 * Bounds of a reader. Memory is at most {@code buffer} (plus one poll) for all partitions together,
 * and two {@code slice}s and one document of {@code maxRowBytes} for each that is being applied.
 *
 * @param buffer records read ahead, of all partitions together: each has an equal share, pauses
 *     when that is full and resumes below half
 * @param batch when a target transaction ends; it never ends inside a source transaction
 * @param slice the most that one {@link TargetPartition#rows} brings; a source transaction above it
 *     is streamed
 * @param maxRowBytes largest document, joined from its segments; beyond it the partition stops
 * @param schemaWait how long a fingerprint may be unknown before its partition stops: mirrors do
 *     not keep order across topics
 * @param timing times that decide nothing about what is applied
 */
public record LogReaderConfig(
    Bound buffer, Batch batch, Bound slice, long maxRowBytes, Duration schemaWait, Timing timing) {
  private static final long MIB = 1024 * 1024;

  public LogReaderConfig {
    Objects.requireNonNull(buffer);
    Objects.requireNonNull(batch);
    Objects.requireNonNull(slice);
    Objects.requireNonNull(timing);
    notNegative(schemaWait, "reader.schema-wait");
    if (maxRowBytes < 1) {
      throw new IllegalArgumentException(
          "reader.max-row-size is " + maxRowBytes + ", not 1 or more");
    }
  }

  /** 16 MiB ahead, 1,000 rows or 4 MiB or a second per target transaction, 64 MiB a document. */
  public static LogReaderConfig defaults() {
    return new LogReaderConfig(
        new Bound(6 * MIB, 80_000),
        new Batch(1_000, 4 * MIB, Duration.ofSeconds(1), Duration.ofSeconds(5)),
        new Bound(MIB, 500),
        64 * MIB,
        Duration.ofSeconds(30),
        Timing.defaults());
  }

  /** The same with another batch. */
  public LogReaderConfig withBatch(Batch other) {
    return new LogReaderConfig(buffer, other, slice, maxRowBytes, schemaWait, timing);
  }

  /** The same with another {@code schemaWait}. */
  public LogReaderConfig withSchemaWait(Duration other) {
    return new LogReaderConfig(buffer, batch, slice, maxRowBytes, other, timing);
  }

  /**
   * Whichever is reached first.
   *
   * @param bytes approximate bytes in memory
   * @param records records of the log
   */
  public record Bound(long bytes, int records) {
    public Bound {
      if (bytes < 1 || records < 1) {
        throw new IllegalArgumentException("not a bound: " + bytes + " bytes, " + records);
      }
    }

    /** An equal share of it, never nothing. */
    Bound sharedBy(int sharers) {
      return new Bound(Math.max(1, bytes / sharers), Math.max(1, records / sharers));
    }

    boolean reached(long haveBytes, int haveRecords) {
      return haveBytes >= bytes || haveRecords >= records;
    }
  }

  /**
   * A target transaction ends at the end of the source transaction that reaches one of these, or
   * when nothing more is buffered.
   *
   * @param rows document changes
   * @param bytes of their records
   * @param age since its first run
   * @param idle a target transaction that only moves the checkpoint over heartbeats ends after this
   */
  public record Batch(int rows, long bytes, Duration age, Duration idle) {
    /** Every run in a target transaction of its own. */
    static final Batch SINGLE = new Batch(1, 1, Duration.ZERO, Duration.ZERO);

    public Batch {
      notNegative(age, "reader.batch.age");
      notNegative(idle, "reader.batch.idle");
      if (rows < 1 || bytes < 1) {
        throw new IllegalArgumentException("not a batch: " + rows + " rows, " + bytes + " bytes");
      }
    }
  }

  /**
   * Times.
   *
   * @param poll longest wait of a poll of the log; shorter where a partition is paused
   * @param end how often the log's end is asked for
   * @param retryFirst back-off after a first failure; doubles
   * @param retryMost longest back-off
   */
  public record Timing(Duration poll, Duration end, Duration retryFirst, Duration retryMost) {
    public Timing {
      notNegative(poll, "reader.poll");
      notNegative(end, "reader.end-interval");
      notNegative(retryFirst, "reader.retry-first");
      notNegative(retryMost, "reader.retry-most");
    }

    /** 100 ms, 1 s, 200 ms, 10 s. */
    public static Timing defaults() {
      return new Timing(
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofMillis(200),
          Duration.ofSeconds(10));
    }

    /** The back-off before try {@code attempt}, counted from 1. */
    Duration backoff(int attempt) {
      Duration doubled = retryFirst.multipliedBy(1L << Math.min(attempt - 1, 20));
      return doubled.compareTo(retryMost) < 0 ? doubled : retryMost;
    }
  }

  private static void notNegative(Duration duration, String name) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(name + " is negative: " + duration);
    }
  }
}
