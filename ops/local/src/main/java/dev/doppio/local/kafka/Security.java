package dev.doppio.local.kafka;

import dev.doppio.local.PrivateCa;
import dev.doppio.local.Workspace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a listener asks for, as settings of both sides. */
final class Security {
  private static final String SCRAM = "SCRAM-SHA-512";
  private static final String SCRAM_LOGIN =
      "org.apache.kafka.common.security.scram.ScramLoginModule required";
  private static final String PLAIN_LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required";

  private final KafkaSpec spec;
  private final Workspace workspace;

  Security(KafkaSpec spec, Workspace workspace) {
    this.spec = spec;
    this.workspace = workspace;
  }

  /** Settings of a node, for its listener CLIENT. */
  Map<String, String> ofNodes() {
    Map<String, String> all = new TreeMap<>();
    Listener listener = spec.listener();
    if (listener.tls()) {
      PrivateCa.Identity identity = workspace.certificates().issue("kafka-" + spec.name());
      all.put("listener.name.client.ssl.keystore.type", "PEM");
      all.put("listener.name.client.ssl.keystore.location", identity.bundle().toString());
      all.put("listener.name.client.ssl.truststore.type", "PEM");
      all.put("listener.name.client.ssl.truststore.location", caCertificate());
      // A client may show one, and is then known by it.
      all.put("listener.name.client.ssl.client.auth", "requested");
    }
    if (listener.sasl()) {
      all.put("listener.name.client.sasl.enabled.mechanisms", SCRAM + ",PLAIN");
      all.put("listener.name.client.scram-sha-512.sasl.jaas.config", SCRAM_LOGIN + ";");
      StringBuilder plain = new StringBuilder(PLAIN_LOGIN);
      allUsers().forEach((user, word) -> plain.append(" user_" + user + "=\"" + word + "\""));
      all.put("listener.name.client.plain.sasl.jaas.config", plain + ";");
      all.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
      // The nodes themselves, on listeners of their own, are anonymous.
      all.put("super.users", "User:ANONYMOUS;User:" + KafkaCluster.ADMIN);
    }
    return all;
  }

  /** Arguments of the storage tool's {@code format}: SCRAM users exist from the first start. */
  List<String> ofFormat() {
    List<String> arguments = new ArrayList<>();
    if (spec.listener().sasl()) {
      allUsers()
          .forEach(
              (user, word) -> {
                arguments.add("--add-scram");
                arguments.add(SCRAM + "=[name=" + user + ",password=" + word + "]");
              });
    }
    return arguments;
  }

  /** Settings of a client; the user counts only where the listener asks for one. */
  Map<String, String> ofClient(String user) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("security.protocol", spec.listener().protocol());
    if (spec.listener().tls()) {
      all.put("ssl.truststore.type", "PEM");
      all.put("ssl.truststore.location", caCertificate());
    }
    if (spec.listener().sasl()) {
      String word = allUsers().get(user);
      if (word == null) {
        throw new IllegalArgumentException("Kafka " + spec.name() + " has no user " + user);
      }
      all.put("sasl.mechanism", SCRAM);
      String login = SCRAM_LOGIN + " username=\"" + user + "\" password=\"" + word + "\";";
      all.put("sasl.jaas.config", login);
    }
    return all;
  }

  private Map<String, String> allUsers() {
    Map<String, String> all = new TreeMap<>(spec.users());
    all.put(KafkaCluster.ADMIN, KafkaCluster.ADMIN_PASSWORD);
    return all;
  }

  private String caCertificate() {
    return workspace.certificates().certificate().toString();
  }
}
