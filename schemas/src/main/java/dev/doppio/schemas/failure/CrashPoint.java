package dev.doppio.schemas.failure;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Places at which the death of the process is a case of its own. A hook for the hazard tests, which
 * kill a real process at each: {@code -Ddoppio.crash=WRITER_SENT:3} at the JVM's start ends it the
 * third time it comes there, as hard as SIGKILL does. Without the property {@link #reached()} does
 * nothing, and is compiled to nothing. Thread-safe.
 */
public enum CrashPoint {
  /** The log is open and says where things stand; the source is not open yet. */
  WRITER_OPENED,
  /** An event has come from the source; nothing is done with it. */
  WRITER_READ,
  /** A change is encoded, and not handed to the producer. */
  WRITER_ENCODED,
  /** A record is handed to the producer, its transaction is open. */
  WRITER_SENT,
  /** Records and position are handed over; the commit is not asked for. */
  WRITER_COMMITTING,
  /** The brokers have committed; nobody has heard of it. */
  WRITER_COMMITTED,
  /** The replica's transaction holds the checkpoint's row, and no change. */
  APPLIER_BEGUN,
  /** The rows are written, the checkpoint is not moved. */
  APPLIER_ROWS_WRITTEN,
  /** Rows and checkpoint are written, not committed. */
  APPLIER_CHECKPOINT_WRITTEN,
  /** The replica has committed; nobody has heard of it. */
  APPLIER_COMMITTED,
  /** One of a warehouse's tables has its changes; the next tables and the checkpoint have not. */
  TABLE_COMMITTED,
  /** A partition's entry in the ledger is the one expected; the next one is not written. */
  LEDGER_COMPARED,
  /** The brokers have committed the next entry; nobody has heard of it. */
  LEDGER_WRITTEN,
  /** The session that takes partitions over has begun; it has not read the ledger. */
  TAKEOVER_BEGUN,
  /** All earlier masters are fenced; the log's end is not read, nothing is opened. */
  TAKEOVER_FENCED,
  /** The openings are handed to the producer; the commit is not asked for. */
  TAKEOVER_OPENING,
  /** The brokers have committed the openings; they are not read back. */
  TAKEOVER_OPENED;

  /** Of a process that died at its point: no exit code of a command, and of no signal. */
  public static final int EXIT_CODE = 113;

  /** Name of the system property: {@code POINT} or {@code POINT:n}. */
  public static final String PROPERTY = "doppio.crash";

  private static final class Armed {
    static final Optional<String[]> PLAN =
        Optional.ofNullable(System.getProperty(PROPERTY)).map(plan -> plan.split(":"));
    static final Optional<CrashPoint> POINT = PLAN.map(plan -> valueOf(plan[0]));
    static final AtomicLong LEFT =
        new AtomicLong(PLAN.map(plan -> plan.length > 1 ? Long.parseLong(plan[1]) : 1).orElse(0L));
  }

  /** The process is here now. */
  public void reached() {
    if (Armed.POINT.isPresent() && Armed.POINT.get() == this && Armed.LEFT.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }
}
