package dev.doppio.cli.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Section {@code kafka}: settings of Kafka's clients, by Kafka's own names.
 *
 * @param bootstrap {@code bootstrap.servers}
 * @param settings all of them, that one included
 */
public record KafkaSettings(String bootstrap, ClientSettings settings) {
  private static final String BOOTSTRAP = "bootstrap.servers";

  public KafkaSettings {
    Objects.requireNonNull(bootstrap);
    Objects.requireNonNull(settings);
  }

  static Value<KafkaSettings> read(Section section) {
    Value<String> bootstrap =
        section.required(BOOTSTRAP, Kind.TEXT, "the brokers, as 'host:9092,host:9092'");
    ClientSettings settings = section.client(KafkaSettings::isSecret);
    return section.build(() -> new KafkaSettings(bootstrap.get(), settings));
  }

  /** Names of Kafka's settings that hold a password, a key or a token. */
  static boolean isSecret(String name) {
    return name.endsWith("password")
        || name.endsWith("jaas.config")
        || name.endsWith("keystore.key")
        || name.contains("secret")
        || name.endsWith("token");
  }

  /** For the clients, secrets revealed. */
  public Map<String, String> all() {
    return settings.reveal();
  }

  /** The same without {@code bootstrap.servers}. */
  public Map<String, String> rest() {
    Map<String, String> rest = new LinkedHashMap<>(all());
    rest.remove(BOOTSTRAP);
    return rest;
  }
}
