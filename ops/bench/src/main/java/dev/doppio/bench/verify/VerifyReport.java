package dev.doppio.bench.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a bench of verify has come to.
 *
 * @param load of it
 * @param atRest comparisons while nobody writes
 * @param capacity transactions a second that the storage node takes with the daemons running
 * @param rounds each a load at half of that, alone and beside a comparison
 */
public record VerifyReport(Load load, List<AtRest> atRest, double capacity, List<Round> rounds) {
  public VerifyReport {
    atRest = List.copyOf(atRest);
    rounds = List.copyOf(rounds);
  }

  /**
   * What is asked for.
   *
   * @param rows documents
   * @param bytes of each
   * @param seconds of a load
   * @param rounds in which it runs alone and beside a comparison
   * @param rate of that comparison, rows a second; 0 for no bound
   */
  public record Load(int rows, int bytes, int seconds, int rounds, int rate) {
    public Load {
      if (rows < 1_000 || seconds < 1 || rounds < 1 || rate < 0) {
        throw new IllegalArgumentException(
            "at least 1000 documents, a second and a round; a rate of 0 is none");
      }
    }

    Duration time() {
      return Duration.ofSeconds(seconds);
    }
  }

  /**
   * A comparison by itself.
   *
   * @param seconds from its start to its end, that of its JVM included
   * @param cpuSeconds of its process
   * @param peakMegabytes resident
   */
  public record AtRest(double seconds, double cpuSeconds, long peakMegabytes) {
    String words(int rows) {
      return String.format(
          Locale.ROOT,
          "%,d documents in %.1f s, %.1f s of CPU and %d MB of its own",
          rows,
          seconds,
          cpuSeconds,
          peakMegabytes);
    }
  }

  /** A load alone, and the same beside a comparison. */
  public record Round(WriteLoad.Result alone, WriteLoad.Result beside) {
    /** Share of the transactions that are no longer committed. */
    public double slowdown() {
      return 1 - beside.perSecond() / alone.perSecond();
    }

    String words() {
      return String.format(
          Locale.ROOT,
          "%,.0f/s alone, %,.0f/s beside a comparison (%.1f %% slower); median %.2f and %.2f ms,"
              + " p99 %.2f and %.2f ms",
          alone.perSecond(),
          beside.perSecond(),
          100 * slowdown(),
          alone.latencies().median(),
          beside.latencies().median(),
          alone.latencies().p99(),
          beside.latencies().p99());
    }
  }

  /** For a terminal. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    atRest.forEach(each -> lines.add("at rest: " + each.words(load.rows())));
    lines.add(String.format(Locale.ROOT, "capacity: %,.0f transactions/s", capacity));
    rounds.forEach(round -> lines.add("at half of it: " + round.words()));
    return lines;
  }

  /** With the names of the records' parts. */
  public String json() {
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of numbers are always JSON", e);
    }
  }
}
