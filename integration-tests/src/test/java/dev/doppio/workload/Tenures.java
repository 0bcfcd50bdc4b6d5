package dev.doppio.workload;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Members of one partition and one tenure of its master, which their names tell: {@code t3p1-17}.
 * So a document that the log has from anybody but its master shows. Thread-safe.
 */
public final class Tenures {
  private static final int MEMBERS = 8;
  private static final Pattern KEY = Pattern.compile("(?:member|message)/(t(\\d+)p(\\d+)-\\d+).*");

  private final Placement placement;
  private final Map<Tenure, List<String>> members = new ConcurrentHashMap<>();

  /** Tells where the documents of a member are. */
  public interface Placement {
    int partitionOf(String member);
  }

  /**
   * A partition under one master.
   *
   * @param generation in which it writes
   * @param partition the partition
   */
  public record Tenure(int generation, int partition) {
    /** Begins the names of its members. */
    public String prefix() {
      return "t" + generation + "p" + partition + "-";
    }
  }

  /** Members are chosen so that they are where they say. */
  public Tenures(Placement placement) {
    this.placement = placement;
  }

  List<String> members(Tenure tenure) {
    return members.computeIfAbsent(
        tenure,
        fresh ->
            IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> fresh.prefix() + i)
                .filter(name -> placement.partitionOf(name) == fresh.partition())
                .limit(MEMBERS)
                .toList());
  }

  /** The tenure in which a document was written; empty for one of another workload. */
  public static Optional<Tenure> of(String key) {
    Matcher matcher = KEY.matcher(key);
    return matcher.matches()
        ? Optional.of(
            new Tenure(Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3))))
        : Optional.empty();
  }

  /** The member to which a document belongs. */
  public static String memberOf(String key) {
    Matcher matcher = KEY.matcher(key);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(key + " is no document of a tenure");
    }
    return matcher.group(1);
  }
}
