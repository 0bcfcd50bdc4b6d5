package dev.doppio.logwriter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A partition of a topic in memory. Records of a transaction stand in it before its outcome; no
 * reader sees anything at or above the oldest of them, nor ever what was aborted. A transaction's
 * marker takes an offset, and so does every record that was aborted. Not thread-safe.
 */
public final class MemoryPartition {
  private final NavigableMap<Long, MemoryRecord> records = new TreeMap<>();
  private final Map<MemoryTransaction, List<Long>> open = new HashMap<>();
  private long begin;
  private long end;

  /** Adds a record outside transactions. */
  public void append(MemoryRecord record) {
    records.put(end, record);
    end++;
  }

  void append(MemoryRecord record, MemoryTransaction transaction) {
    open.computeIfAbsent(transaction, t -> new ArrayList<>()).add(end);
    append(record);
  }

  /** Writes the outcome of a transaction. */
  void mark(MemoryTransaction transaction, boolean committed) {
    List<Long> offsets = open.remove(transaction);
    if (!committed) {
      offsets.forEach(records::remove);
    }
    end++;
  }

  /** Takes offsets that no reader ever sees. */
  public void skip(int offsets) {
    end += offsets;
  }

  /** Retention deletes what lies below the offset. */
  public void deleteBefore(long offset) {
    begin = Math.max(begin, Math.min(offset, stableEnd()));
    records.headMap(begin).clear();
  }

  /** First offset that was not deleted. */
  public long begin() {
    return begin;
  }

  /** Offset after the last record, whatever its outcome. */
  public long end() {
    return end;
  }

  /** Where readers end: at the oldest record without outcome, else at the end. */
  public long stableEnd() {
    return open.values().stream().mapToLong(offsets -> offsets.get(0)).min().orElse(end);
  }

  /** What readers see from one offset to below another, by offset. */
  public NavigableMap<Long, MemoryRecord> readable(long from, long to) {
    long below = Math.min(to, stableEnd());
    return Collections.unmodifiableNavigableMap(
        records.subMap(from, true, Math.max(from, below), false));
  }

  /** All that readers see, in order. */
  public Collection<MemoryRecord> readable() {
    return readable(begin, end).values();
  }

  /** The last record that readers see. */
  public Optional<MemoryRecord> last() {
    return Optional.ofNullable(records.lowerEntry(stableEnd())).map(Map.Entry::getValue);
  }
}
