package dev.doppio.capture.stream;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.SourceEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Distributed transactions that are prepared, neither committed nor rolled back. Their GTIDs are no
 * part of the position, so that whoever starts again from there reads them again. One thread.
 */
final class XaTransactions {
  /** All of them together, in memory, about. */
  static final long MAX_BYTES = 16 << 20;

  private final Map<String, XaRows> prepared = new LinkedHashMap<>();
  private final long maxBytes;
  private long bytes;

  /**
   * @param maxBytes of the rows that are held
   */
  XaTransactions(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Holds a row of a transaction that is not prepared yet.
   *
   * @throws DoppioException SOURCE_UNSUPPORTED when there is no room for it
   */
  void hold(XaRows transaction, SourceEvent.RowChange row) {
    transaction.add(row);
    if (bytes + transaction.size() > maxBytes) {
      throw new DoppioException(
          FailureKind.SOURCE_UNSUPPORTED,
          "the XA transaction "
              + transaction.xid()
              + " ("
              + transaction.gtid()
              + ") and those that are prepared before it hold more than "
              + (maxBytes >> 20)
              + " MiB of captured rows, which can't be told before they are committed; end those"
              + " that XA RECOVER shows and start again. If this one alone is too large: write such"
              + " changes in ordinary transactions; bring those of this one to every replica by"
              + " hand when it is committed, and name "
              + transaction.gtid()
              + " under capture.override.statements");
    }
  }

  void keep(XaRows transaction) {
    prepared.put(transaction.xid(), transaction);
    bytes += transaction.size();
  }

  /** The transaction, whose end has come; empty when its prepare was not read. */
  Optional<XaRows> take(String xid) {
    Optional<XaRows> taken = Optional.ofNullable(prepared.remove(xid));
    bytes -= taken.map(XaRows::size).orElse(0L);
    return taken;
  }

  /** Commit time of the oldest prepare: binlogs from then on are needed. */
  Optional<Instant> since() {
    return prepared.isEmpty() // as before nearly every transaction
        ? Optional.empty()
        : prepared.values().stream().map(XaRows::preparedAt).min(Comparator.naturalOrder());
  }

  /** Of all prepares. */
  GtidSet gtids() {
    GtidSet gtids = GtidSet.empty();
    for (XaRows transaction : prepared.values()) {
      gtids = gtids.with(transaction.gtid());
    }
    return gtids;
  }
}
