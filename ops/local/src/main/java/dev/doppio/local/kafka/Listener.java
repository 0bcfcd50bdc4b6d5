package dev.doppio.local.kafka;

/** How clients connect to a cluster. */
public enum Listener {
  PLAINTEXT("PLAINTEXT", false, false),
  TLS("SSL", true, false),
  SASL_PLAINTEXT("SASL_PLAINTEXT", false, true),
  SASL_TLS("SASL_SSL", true, true);

  private final String protocol;
  private final boolean tls;
  private final boolean sasl;

  Listener(String protocol, boolean tls, boolean sasl) {
    this.protocol = protocol;
    this.tls = tls;
    this.sasl = sasl;
  }

  /** Kafka's name for it, in {@code security.protocol}. */
  String protocol() {
    return protocol;
  }

  /** The server shows a certificate of the workspace's CA. */
  boolean tls() {
    return tls;
  }

  /** Clients have a user name and a password, and only the rights that ACLs give to that user. */
  boolean sasl() {
    return sasl;
  }
}
