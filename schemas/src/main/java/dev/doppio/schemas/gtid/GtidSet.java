package dev.doppio.schemas.gtid;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A set of GTIDs as intervals per source. Holes are kept exactly: 1-7:9-10 is not 1-10. Immutable.
 */
public final class GtidSet {
  private static final GtidSet EMPTY = new GtidSet(new TreeMap<>());

  private final TreeMap<String, List<Interval>> intervals;

  /**
   * Consecutive numbers.
   *
   * @param first lowest, from 1
   * @param last highest, inclusive
   */
  public record Interval(long first, long last) {
    public Interval {
      if (first < 1 || last < first) {
        throw new IllegalArgumentException("not an interval: " + first + "-" + last);
      }
    }

    @Override
    public String toString() {
      return first == last ? Long.toString(first) : first + "-" + last;
    }
  }

  private GtidSet(TreeMap<String, List<Interval>> intervals) {
    this.intervals = intervals;
  }

  /** The set without members. */
  public static GtidSet empty() {
    return EMPTY;
  }

  /**
   * Reads what {@code @@gtid_executed} prints, tags included.
   *
   * @throws IllegalArgumentException on anything else, as a set read wrongly would lose
   *     transactions
   */
  public static GtidSet parse(String text) {
    GtidSet set = EMPTY;
    if (text.isBlank()) {
      return set;
    }
    for (String part : text.split(",", -1)) {
      set = set.withPart(part.trim().toLowerCase(Locale.ROOT));
    }
    return set;
  }

  /** {@code uuid:interval:interval...}, with tags before the intervals that belong to them. */
  private GtidSet withPart(String part) {
    GtidSet sum = this;
    String[] fields = part.split(":", -1);
    String source = fields[0].trim();
    boolean complete = false;
    for (int i = 1; i < fields.length; i++) {
      String field = fields[i].trim();
      complete = !field.isEmpty() && Character.isDigit(field.charAt(0));
      if (complete) {
        Interval interval = interval(field);
        sum = sum.with(new Gtid(source, interval.first()).source(), interval);
      } else {
        source = fields[0].trim() + ":" + field;
      }
    }
    if (!complete) {
      throw new IllegalArgumentException("'" + part + "' in a GTID set is not uuid:interval");
    }
    return sum;
  }

  private static Interval interval(String token) {
    int dash = token.indexOf('-');
    return dash < 0
        ? new Interval(Long.parseLong(token), Long.parseLong(token))
        : new Interval(
            Long.parseLong(token.substring(0, dash)), Long.parseLong(token.substring(dash + 1)));
  }

  /** This set and one more transaction. */
  public GtidSet with(Gtid gtid) {
    return with(gtid.source(), new Interval(gtid.number(), gtid.number()));
  }

  /** This set and all of the other. */
  public GtidSet with(GtidSet other) {
    GtidSet sum = this;
    for (Map.Entry<String, List<Interval>> entry : other.intervals.entrySet()) {
      for (Interval interval : entry.getValue()) {
        sum = sum.with(entry.getKey(), interval);
      }
    }
    return sum;
  }

  private GtidSet with(String source, Interval added) {
    List<Interval> known = intervals.getOrDefault(source, List.of());
    TreeMap<String, List<Interval>> copy = new TreeMap<>(intervals);
    copy.put(source, continues(known, added) ? longer(known.get(0), added) : merged(known, added));
    return new GtidSet(copy);
  }

  /** What nearly every transaction does. */
  private static boolean continues(List<Interval> known, Interval added) {
    return known.size() == 1 && known.get(0).last() + 1 == added.first();
  }

  private static List<Interval> longer(Interval known, Interval added) {
    return List.of(new Interval(known.first(), added.last()));
  }

  private static List<Interval> merged(List<Interval> known, Interval added) {
    List<Interval> merged = new ArrayList<>();
    Interval sum = added;
    for (Interval old : known) {
      if (old.last() + 1 < sum.first() || sum.last() + 1 < old.first()) {
        merged.add(old);
      } else {
        sum = new Interval(Math.min(old.first(), sum.first()), Math.max(old.last(), sum.last()));
      }
    }
    merged.add(sum);
    merged.sort((a, b) -> Long.compare(a.first(), b.first()));
    return Collections.unmodifiableList(merged);
  }

  /** True when the transaction is a member. */
  public boolean contains(Gtid gtid) {
    return intervals.getOrDefault(gtid.source(), List.of()).stream()
        .anyMatch(i -> i.first() <= gtid.number() && gtid.number() <= i.last());
  }

  /** True when every member of the other is a member of this. */
  public boolean contains(GtidSet other) {
    return other.minus(this).isEmpty();
  }

  /** Members of this that the other lacks. */
  public GtidSet minus(GtidSet other) {
    TreeMap<String, List<Interval>> rest = new TreeMap<>();
    intervals.forEach(
        (source, mine) -> {
          List<Interval> left = mine;
          for (Interval hole : other.intervals.getOrDefault(source, List.of())) {
            left = cut(left, hole);
          }
          if (!left.isEmpty()) {
            rest.put(source, Collections.unmodifiableList(left));
          }
        });
    return new GtidSet(rest);
  }

  private static List<Interval> cut(List<Interval> intervals, Interval hole) {
    List<Interval> left = new ArrayList<>();
    for (Interval interval : intervals) {
      if (hole.last() < interval.first() || interval.last() < hole.first()) {
        left.add(interval);
        continue;
      }
      if (interval.first() < hole.first()) {
        left.add(new Interval(interval.first(), hole.first() - 1));
      }
      if (hole.last() < interval.last()) {
        left.add(new Interval(hole.last() + 1, interval.last()));
      }
    }
    return left;
  }

  /** Of each source everything from its lowest member to its highest. */
  public GtidSet withoutHoles() {
    TreeMap<String, List<Interval>> filled = new TreeMap<>();
    intervals.forEach(
        (source, mine) ->
            filled.put(
                source,
                List.of(new Interval(mine.get(0).first(), mine.get(mine.size() - 1).last()))));
    return new GtidSet(filled);
  }

  /** True without members. */
  public boolean isEmpty() {
    return intervals.isEmpty();
  }

  /** Every member, by source and number; as many objects as there are. */
  public List<Gtid> members() {
    List<Gtid> members = new ArrayList<>();
    intervals.forEach(
        (source, parts) ->
            parts.forEach(
                part -> {
                  for (long number = part.first(); number <= part.last(); number++) {
                    members.add(new Gtid(source, number));
                  }
                }));
    return members;
  }

  /** How many transactions are members. */
  public long size() {
    return intervals.values().stream()
        .flatMap(List::stream)
        .mapToLong(i -> i.last() - i.first() + 1)
        .sum();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GtidSet that && intervals.equals(that.intervals);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(intervals);
  }

  /** As MySQL prints it, on one line; sorted by source. */
  @Override
  public String toString() {
    return intervals.entrySet().stream()
        .map(
            entry ->
                entry.getKey()
                    + ":"
                    + entry.getValue().stream()
                        .map(Interval::toString)
                        .collect(Collectors.joining(":")))
        .collect(Collectors.joining(","));
  }
}
