package dev.doppio.oracle;

import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/** What the workload knows to be committed, in its own words. Thread-safe. */
public final class Journal {
  private final Deque<Committed> transactions = new ConcurrentLinkedDeque<>();

  /**
   * A commit that MySQL acknowledged.
   *
   * @param gtid as the session tracker told it
   * @param changes in the order of the statements
   */
  public record Committed(String gtid, List<Changed> changes) {}

  /**
   * A change of one document.
   *
   * @param table its table, without database
   * @param key the document's path in the log as the contract wants it
   * @param operation INSERT, UPDATE or DELETE
   */
  public record Changed(String table, String key, String operation) {}

  /** Notes an acknowledged commit. */
  public void add(Committed transaction) {
    transactions.add(transaction);
  }

  /** The last one. */
  public Committed last() {
    return transactions.getLast();
  }

  /** How many. */
  public int size() {
    return transactions.size();
  }

  /** All of them, in the order they were acknowledged in. */
  public List<Committed> transactions() {
    return List.copyOf(transactions);
  }
}
