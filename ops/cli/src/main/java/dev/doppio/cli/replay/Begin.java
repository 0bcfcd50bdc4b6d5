package dev.doppio.cli.replay;

import dev.doppio.logreader.StartPlace;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where a replay begins.
 *
 * @param named places of single partitions, by number; the others are left out where there are any
 * @param everywhere the place of every partition; empty for the log's begin
 * @param behind runs that are not to come again, by partition: those up to these
 */
public record Begin(
    Map<Integer, StartPlace> named, Optional<StartPlace> everywhere, Map<Integer, Scn> behind) {
  public Begin {
    named = Map.copyOf(named);
    Objects.requireNonNull(everywhere);
    behind = Map.copyOf(behind);
  }

  /** With the oldest run that is there. */
  public static Begin ofLog() {
    return new Begin(Map.of(), Optional.empty(), Map.of());
  }

  /** At the first runs that begin at or behind these offsets. */
  public static Begin atOffsets(Map<Integer, Long> offsets) {
    return new Begin(each(offsets, StartPlace.AtOffset::new), Optional.empty(), Map.of());
  }

  /** At these runs. */
  public static Begin atScns(Map<Integer, Scn> scns) {
    return new Begin(each(scns, StartPlace.AtScn::new), Optional.empty(), Map.of());
  }

  /** Behind these runs, which the log still has to have. */
  public static Begin behind(Map<Integer, Scn> scns) {
    return new Begin(each(scns, StartPlace.AtScn::new), Optional.empty(), scns);
  }

  /** At what was committed at or after a time, by the source's clock. */
  public static Begin atTime(Instant time) {
    return new Begin(Map.of(), Optional.of(new StartPlace.AtTime(time)), Map.of());
  }

  /**
   * At a source transaction, in each partition that it touched; the others are left out.
   *
   * @param since it was not committed before
   */
  public static Begin atGtid(Gtid gtid, Instant since) {
    return new Begin(
        Map.of(), Optional.of(new StartPlace.AtGtid(gtid, since, Long.MAX_VALUE)), Map.of());
  }

  private static <T> Map<Integer, StartPlace> each(Map<Integer, T> by, Function<T, StartPlace> of) {
    return by.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> of.apply(entry.getValue())));
  }

  /** The same, behind what is done already in some partitions. */
  Begin resumedBehind(Map<Integer, Scn> done) {
    Map<Integer, Scn> all = new TreeMap<>(behind);
    all.putAll(done);
    return new Begin(named, everywhere, all);
  }

  /** The run at which a partition begins, where that is said. */
  Optional<Scn> scnOf(int partition) {
    return Optional.ofNullable(named.get(partition))
        .filter(StartPlace.AtScn.class::isInstance)
        .map(place -> ((StartPlace.AtScn) place).scn());
  }

  /** True when a partition takes part. */
  boolean has(int partition) {
    return named.isEmpty() || named.containsKey(partition);
  }

  /** The time at which it begins, where that is said and nothing else. */
  Optional<Instant> time() {
    return everywhere
        .filter(StartPlace.AtTime.class::isInstance)
        .map(place -> ((StartPlace.AtTime) place).time());
  }

  /** Nothing before this time is meant, where a time is said. */
  Instant since() {
    return everywhere.map(place -> place.match(new Since())).orElse(Instant.EPOCH);
  }

  private record Since() implements StartPlace.Cases<Instant> {
    @Override
    public Instant fromCheckpoint(StartPlace.FromCheckpoint place) {
      return Instant.EPOCH;
    }

    @Override
    public Instant atScn(StartPlace.AtScn place) {
      return Instant.EPOCH;
    }

    @Override
    public Instant atOffset(StartPlace.AtOffset place) {
      return Instant.EPOCH;
    }

    @Override
    public Instant atTime(StartPlace.AtTime place) {
      return place.time();
    }

    @Override
    public Instant atGtid(StartPlace.AtGtid place) {
      return place.from();
    }
  }

  /** The source transaction with which it begins, where that is said. */
  Optional<StartPlace.AtGtid> transaction() {
    return everywhere
        .filter(StartPlace.AtGtid.class::isInstance)
        .map(StartPlace.AtGtid.class::cast);
  }

  /** True where all begins with the log. */
  boolean isOfLog() {
    return named.isEmpty() && everywhere.isEmpty() && behind.isEmpty();
  }

  /** True where a partition that does not have the place is left out. */
  boolean isOfATransaction() {
    return transaction().isPresent();
  }

  /**
   * Of one partition.
   *
   * @param logBegin its first offset
   */
  StartPlace of(int partition, long logBegin) {
    return Optional.ofNullable(behind.get(partition))
        .<StartPlace>map(StartPlace.AtScn::new)
        .or(() -> Optional.ofNullable(named.get(partition)))
        .or(() -> everywhere)
        .orElseGet(() -> new StartPlace.AtOffset(logBegin));
  }
}
