package dev.doppio.bench.latency;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What a bench of latency is asked for.
 *
 * @param pipelines that run, by {@link #PIPELINES}
 * @param rates transactions a second, of a document each, rising
 * @param seconds at each rate
 * @param rounds in which every pipeline runs once
 * @param bytes of a document
 * @param durability {@code sync_binlog} and {@code innodb_flush_log_at_trx_commit} of both servers
 * @param highest whether the highest rate that is held is looked for, from the last of the rates on
 * @param out folder of the report
 */
public record LatencyLoad(
    Set<String> pipelines,
    List<Integer> rates,
    int seconds,
    int rounds,
    int bytes,
    int durability,
    boolean highest,
    Path out) {
  /** All there are. */
  public static final Set<String> PIPELINES =
      Set.of("native", "doppio", "debezium", "debezium-default");

  public LatencyLoad {
    pipelines = Set.copyOf(pipelines);
    rates = List.copyOf(rates);
    if (!PIPELINES.containsAll(pipelines) || pipelines.isEmpty()) {
      throw new IllegalArgumentException(
          "the pipelines are " + PIPELINES.stream().sorted().toList());
    }
    if (rates.isEmpty() || rates.stream().anyMatch(rate -> rate < 1)) {
      throw new IllegalArgumentException("at least one rate, of a transaction a second");
    }
    if (seconds < 1 || rounds < 1 || !Set.of(0, 1).contains(durability)) {
      throw new IllegalArgumentException("at least a second and a round; durability is 0 or 1");
    }
  }

  Duration time() {
    return Duration.ofSeconds(seconds);
  }
}
