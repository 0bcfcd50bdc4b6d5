package dev.doppio.capture.mysql;

import dev.doppio.capture.config.Endpoint;
import dev.doppio.capture.preflight.BinlogExpiry;
import dev.doppio.capture.preflight.EndpointFacts;
import dev.doppio.schemas.gtid.GtidSet;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Looks at one of a storage node's servers, over a connection for the purpose. Thread-safe. */
public final class EndpointReader {
  private static final String VARIABLES =
      "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('gtid_executed', 'gtid_purged', 'read_only',"
          + " 'binlog_expire_logs_seconds', 'binlog_expire_logs_auto_purge', 'expire_logs_days')";

  /** A look is one of many, and nobody is to wait for it for long. */
  private static final Map<String, String> TIMEOUTS =
      Map.of("connectTimeout", "3000", "socketTimeout", "3000");

  private final Map<String, String> settings;

  /**
   * @param settings Connector/J properties
   */
  public EndpointReader(Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>(TIMEOUTS);
    all.putAll(settings);
    this.settings = Map.copyOf(all);
  }

  /**
   * Looks.
   *
   * @throws dev.doppio.schemas.failure.DoppioException SOURCE_UNAVAILABLE within seconds when it
   *     can't be reached, SOURCE_REFUSED when it does not let the account in
   */
  public EndpointFacts read(Endpoint endpoint) {
    try (SqlSession sql = SqlSession.open(endpoint, settings)) {
      Instant time = new SourceClock(sql).time();
      Map<String, String> variables = new LinkedHashMap<>();
      sql.query(VARIABLES, row -> variables.put(row.getString(1), row.getString(2)));
      return new EndpointFacts(
          endpoint.address(),
          gtids(variables, "gtid_executed"),
          gtids(variables, "gtid_purged"),
          variables.getOrDefault("read_only", "OFF").equals("OFF"),
          BinlogExpiry.of(variables),
          time);
    }
  }

  private static GtidSet gtids(Map<String, String> variables, String name) {
    return GtidSet.parse(variables.getOrDefault(name, "").replace("\n", ""));
  }
}
