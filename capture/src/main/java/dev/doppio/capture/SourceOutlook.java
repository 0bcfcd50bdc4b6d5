package dev.doppio.capture;

import dev.doppio.schemas.gtid.GtidSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a storage node's servers stand.
 *
 * @param servers in the order of the configuration
 * @param retention how long the binlogs that the log still needs are kept by the server that is
 *     read
 */
public record SourceOutlook(List<Server> servers, Retention retention) {
  public SourceOutlook {
    servers = List.copyOf(servers);
    Objects.requireNonNull(retention);
  }

  /** Before the first look. */
  public static SourceOutlook unknown() {
    return new SourceOutlook(List.of(), Retention.unknown());
  }

  /**
   * Time until a binlog that is needed may be purged.
   *
   * @param known false while nothing is known of it
   * @param left empty when binlogs are kept for ever
   */
  public record Retention(boolean known, Optional<Duration> left) {
    static Retention unknown() {
      return new Retention(false, Optional.empty());
    }

    /** True when it is known to be less. */
    public boolean isBelow(Duration threshold) {
      return known && left.filter(time -> time.compareTo(threshold) < 0).isPresent();
    }

    /** In seconds; infinite for ever, NaN unknown. */
    public double seconds() {
      double forEver = known ? Double.POSITIVE_INFINITY : Double.NaN;
      return left.map(time -> time.toMillis() / 1e3).orElse(forEver);
    }
  }

  /**
   * One server.
   *
   * @param address {@code host:port}
   * @param read true for the one that is read
   * @param reachable true when it has answered
   * @param lacking transactions of the log that it has not executed
   * @param errant transactions that it has, and that neither the log nor the server that is read
   *     has; told where that one takes writes, and so should have all
   */
  public record Server(
      String address, boolean read, boolean reachable, GtidSet lacking, GtidSet errant) {
    public Server {
      Objects.requireNonNull(address);
      Objects.requireNonNull(lacking);
      Objects.requireNonNull(errant);
    }
  }

  /**
   * What an operator should know, a sentence each.
   *
   * @param threshold of what is left of the retention
   */
  public List<String> warnings(Duration threshold) {
    List<String> warnings =
        new ArrayList<>(
            servers.stream()
                .filter(server -> !server.errant().isEmpty())
                .map(SourceOutlook::errant)
                .toList());
    if (retention.isBelow(threshold)) {
      warnings.add(
          "binlogs that the log still needs may be purged in "
              + retention.left().orElseThrow().toSeconds()
              + " s: SET GLOBAL binlog_expire_logs_seconds = 0 at the server that is read until"
              + " capture has caught up");
    }
    return warnings;
  }

  private static String errant(Server server) {
    return server.address()
        + " has transactions that neither the log nor the server that is read has: "
        + server.errant()
        + ". Keep writes away from it; where they matter, bring their changes to the server that is"
        + " read; then make this one anew as a replica";
  }
}
