package dev.doppio.cli.config;

import dev.doppio.logreader.kafka.KafkaLogConfig;
import dev.doppio.schemas.partition.DatabaseLayout;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The copy of the log that a configuration speaks of, for reading.
 *
 * @param datacenter where its runs entered the log first
 * @param config how it is reached
 * @param databases whose logs are meant
 */
public record ReadableLog(String datacenter, KafkaLogConfig config, Set<String> databases) {
  private static final String BOOTSTRAP = "bootstrap.servers";

  public ReadableLog {
    Objects.requireNonNull(datacenter);
    Objects.requireNonNull(config);
    databases = new LinkedHashSet<>(databases);
  }

  /**
   * Of a sidecar or of an applier.
   *
   * @throws dev.doppio.schemas.failure.DoppioException CONFIGURATION when a sidecar's settings of
   *     Kafka's clients are none of a reader's
   */
  public static ReadableLog of(DaemonConfiguration configuration) {
    return configuration.match(new Of());
  }

  /**
   * The database that an option names; where there is one, it needs no name.
   *
   * @throws IllegalArgumentException when the configuration has no such database, or several and
   *     none is named
   */
  public String database(Optional<String> option) {
    String named = option.orElseGet(() -> databases.size() == 1 ? databases.iterator().next() : "");
    if (!databases.contains(named)) {
      throw new IllegalArgumentException(
          "--database: the configuration has " + String.join(", ", databases));
    }
    return named;
  }

  /** The brokers. */
  public String bootstrap() {
    return config.properties().getOrDefault(BOOTSTRAP, "");
  }

  /** True when both are the same topics of the same brokers. */
  public boolean isSameCopyAs(ReadableLog other) {
    return bootstrap().equals(other.bootstrap())
        && config.topicPrefix().equals(other.config.topicPrefix());
  }

  /** This copy with the databases of both. */
  public ReadableLog with(ReadableLog other) {
    Set<String> both = new LinkedHashSet<>(databases);
    both.addAll(other.databases);
    Map<String, Integer> counts = new HashMap<>(other.config.partitions());
    counts.putAll(config.partitions());
    KafkaLogConfig all =
        new KafkaLogConfig(config.topicPrefix(), counts, config.timeout(), config.properties());
    return new ReadableLog(datacenter, all, both);
  }

  @Override
  public String toString() {
    return "log of " + datacenter + " at " + bootstrap();
  }

  private static final class Of implements DaemonConfiguration.Cases<ReadableLog> {
    @Override
    public ReadableLog sidecar(SidecarSettings settings) {
      List<DatabaseLayout> layouts = settings.log().databases();
      Map<String, Integer> counts = new HashMap<>();
      layouts.forEach(layout -> counts.put(layout.database(), layout.partitions()));
      Map<String, String> properties = new HashMap<>(settings.log().properties());
      properties.put(BOOTSTRAP, settings.log().bootstrapServers());
      return new ReadableLog(
          settings.log().origin().datacenter(),
          new KafkaLogConfig(
              settings.log().topics().prefix(), counts, settings.log().timeout(), properties),
          new LinkedHashSet<>(layouts.stream().map(DatabaseLayout::database).toList()));
    }

    @Override
    public ReadableLog applier(ApplySettings settings) {
      return new ReadableLog(
          settings.datacenter(), settings.log(), new LinkedHashSet<>(settings.databases()));
    }
  }
}
