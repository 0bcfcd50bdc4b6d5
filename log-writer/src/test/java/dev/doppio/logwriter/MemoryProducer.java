package dev.doppio.logwriter;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;

/** A node's transactional producer as its coordinator knows it, and what it has committed last. */
final class MemoryProducer {
  private int epoch;
  private int opened;
  private int timedOut;
  private MemoryTransaction transaction = MemoryTransaction.ended();
  private final MemoryState committed = new MemoryState();

  /** A session of the node begins: whatever an earlier one had open is aborted. */
  int open() {
    fence();
    opened = epoch;
    return epoch;
  }

  /** The epoch rises: the session that was its own can't write any more. */
  void fence() {
    end();
    epoch++;
  }

  boolean isWriting() {
    return transaction.isOpen();
  }

  /** The coordinator gives up the open transaction; false when none is open. */
  boolean timeOut() {
    boolean open = transaction.isOpen();
    if (open) {
      timedOut = epoch;
      end();
    }
    return open;
  }

  /** Aborts what is open; every partition learns of it. */
  void end() {
    transaction.abort();
    settle();
  }

  /** Every partition learns how the last transaction ended. */
  void settle() {
    transaction.markAll();
  }

  /** One more partition does; false when none waits for it. */
  boolean settleOne() {
    boolean ending = transaction.isEnding();
    if (ending) {
      transaction.markOne();
    }
    return ending;
  }

  /** The open transaction; a new one when every partition knows how the last one ended. */
  MemoryTransaction transaction() {
    if (!transaction.isOpen()) {
      settle();
      transaction = new MemoryTransaction();
    }
    return transaction;
  }

  boolean isOf(int session) {
    return session == epoch;
  }

  /** A later session of the node has left its name; another node that fenced it has not. */
  void check(int session) {
    if (session != epoch) {
      throw opened == session
          ? new DoppioException(FailureKind.LOG_UNAVAILABLE, "another node fenced this one")
          : new DoppioException(FailureKind.FENCED, "a later session of this node exists");
    }
    if (session == timedOut) {
      throw new DoppioException(
          FailureKind.LOG_UNAVAILABLE, "the coordinator gave the transaction up");
    }
  }

  /** What the node has committed of itself. */
  MemoryState committed() {
    return committed;
  }
}
