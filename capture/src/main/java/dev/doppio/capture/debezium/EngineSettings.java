package dev.doppio.capture.debezium;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.config.Endpoint;
import dev.doppio.capture.config.Tls;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Debezium's settings for a session. What decides a guarantee is set here and nowhere else. */
final class EngineSettings {
  /** The server's heartbeat is four fifths of it. */
  private static final String KEEP_ALIVE_MS = "2500";

  private final CaptureConfig config;
  private final String sessionId;
  private final Map<String, String> settings = new TreeMap<>();

  private EngineSettings(CaptureConfig config, String sessionId) {
    this.config = config;
    this.sessionId = sessionId;
    engine();
    connection();
    tables();
    strictness();
    history();
  }

  /**
   * Ours over the configured ones.
   *
   * @throws DoppioException CONFIGURATION when the configuration sets one of ours
   */
  static Properties of(CaptureConfig config, String sessionId) {
    return new EngineSettings(config, sessionId).overConfigured();
  }

  /** Refuses what {@link #of} would refuse. */
  static void check(CaptureConfig config) {
    new EngineSettings(config, "none").overConfigured();
  }

  private Properties overConfigured() {
    Properties properties = new Properties();
    for (Map.Entry<String, String> configured : config.debezium().entrySet()) {
      if (settings.containsKey(configured.getKey())) {
        throw new DoppioException(
            FailureKind.CONFIGURATION,
            "capture.debezium." + configured.getKey() + " is set by Doppio itself; take it out");
      }
      properties.setProperty(configured.getKey(), configured.getValue());
    }
    properties.putAll(settings);
    return properties;
  }

  private void engine() {
    settings.put("name", "doppio-" + config.node());
    settings.put("topic.prefix", config.node());
    settings.put("connector.class", NodeConnector.class.getName());
    settings.put("offset.storage", InjectedOffsets.class.getName());
    settings.put("offset.flush.interval.ms", "3600000");
    settings.put("task.management.timeout.ms", "60000");
    settings.put("executor.shutdown.timeout.ms", "4000");
    settings.put("record.processing.shutdown.timeout.ms", "100");
    settings.put("poll.interval.ms", "200");
    settings.put("errors.max.retries", "0");
    settings.put(OpenSessions.ID, sessionId);
  }

  private void connection() {
    Endpoint endpoint = config.endpoint();
    Tls tls = endpoint.tls();
    settings.put("database.hostname", endpoint.host());
    settings.put("database.port", Integer.toString(endpoint.port()));
    settings.put("database.user", endpoint.user());
    settings.put("database.password", endpoint.password().reveal());
    settings.put("database.server.id", Long.toString(config.effectiveServerId()));
    settings.put("database.ssl.mode", tls.mode().name().toLowerCase(Locale.ROOT));
    tls.trustStore().ifPresent(file -> settings.put("database.ssl.truststore", file.toString()));
    tls.trustStorePassword().ifPresent(p -> settings.put("database.ssl.truststore.password", p));
    tls.keyStore().ifPresent(file -> settings.put("database.ssl.keystore", file.toString()));
    tls.keyStorePassword().ifPresent(p -> settings.put("database.ssl.keystore.password", p));
    settings.put("connect.timeout.ms", "10000");
    settings.put("connect.keep.alive", "false");
    settings.put("connect.keep.alive.interval.ms", KEEP_ALIVE_MS);
    settings.put("binlog.net.write.timeout", "3600");
    if (tls.mode() == Tls.Mode.DISABLED) {
      settings.put("driver.allowPublicKeyRetrieval", "true");
    }
    settings.put("driver.useOldAliasMetadataBehavior", "true");
    config.mysql().forEach((name, value) -> settings.put("driver." + name, value));
  }

  private void tables() {
    settings.put(
        "database.include.list",
        config.databases().stream()
            .map(EngineSettings::databases)
            .collect(Collectors.joining(",")));
    String include = alternatives(config.tables().include());
    String exclude = alternatives(config.tables().exclude());
    settings.put(
        "table.include.list",
        (exclude.isEmpty() ? "" : "(?!(?:" + exclude + ")$)")
            + (include.isEmpty() ? ".*" : "(?:" + include + ")"));
    settings.put("snapshot.mode", "no_data");
    settings.put("snapshot.locking.mode", "none");
    settings.put("snapshot.max.threads", "1");
    settings.put("legacy.snapshot.max.threads", "true");
    settings.put("include.schema.changes", "false");
    settings.put("enable.time.adjuster", "false");
  }

  private static String databases(DatabaseLayout layout) {
    return literal(layout.database()) + (layout.mode() == PartitionMode.SCHEMA ? "_[0-9]+" : "");
  }

  private static String alternatives(List<String> patterns) {
    return patterns.stream().map(EngineSettings::pattern).collect(Collectors.joining("|"));
  }

  private static String pattern(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (String part : pattern.split("(?<=\\*)|(?=\\*)")) {
      regex.append(part.equals("*") ? ".*" : literal(part));
    }
    return regex.toString();
  }

  /** No character that a list or a regular expression could take for its own. */
  private static String literal(String text) {
    StringBuilder regex = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isLetterOrDigit(c) || c == '_') {
                regex.appendCodePoint(c);
              } else {
                regex.append("\\x{").append(Integer.toHexString(c)).append('}');
              }
            });
    return regex.toString();
  }

  private void strictness() {
    settings.put("event.processing.failure.handling.mode", "fail");
    settings.put("event.deserialization.failure.handling.mode", "fail");
    settings.put("event.converting.failure.handling.mode", "fail");
    settings.put("inconsistent.schema.handling.mode", "fail");
    settings.put("schema.history.internal.skip.unparseable.ddl", "false");
    settings.put("log.position.check.enable", "false");
  }

  private void history() {
    settings.put("schema.history.internal", NoHistory.class.getName());
  }
}
