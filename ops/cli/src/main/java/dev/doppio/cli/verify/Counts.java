package dev.doppio.cli.verify;

import dev.doppio.cli.verify.Finding.Kind;
import dev.doppio.schemas.document.TableName;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What a comparison has come to. Not thread-safe. */
final class Counts {
  private final Map<String, Map<Kind, Long>> found = new TreeMap<>();
  private long equal;
  private long repaired;

  void equal(long documents) {
    equal += documents;
  }

  void found(String table, Kind kind, long count) {
    found.computeIfAbsent(table, name -> new EnumMap<>(Kind.class)).merge(kind, count, Long::sum);
  }

  void found(Finding finding) {
    TableName table = finding.table();
    found(table.toString(), finding.kind(), 1);
  }

  void repaired(long documents) {
    repaired += documents;
  }

  /** Documents that are equal. */
  long equal() {
    return equal;
  }

  /** Of what was found, so many were brought in step. */
  long repaired() {
    return repaired;
  }

  long of(Kind kind) {
    return found.values().stream().mapToLong(kinds -> kinds.getOrDefault(kind, 0L)).sum();
  }

  /** Proved differences. */
  long differences() {
    long sum = 0;
    for (Kind kind : Kind.values()) {
      sum += kind.isDifference() ? of(kind) : 0;
    }
    return sum;
  }

  /** By table, of those in which something was found. */
  Map<String, Map<Kind, Long>> found() {
    return found;
  }
}
