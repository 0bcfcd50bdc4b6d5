package dev.doppio.local.mysql;

import dev.doppio.local.PrivateCa;
import dev.doppio.local.Workspace;
import java.util.Optional;

/** Connector/J's way to write where a server is and how to connect. */
final class JdbcUrl {
  private JdbcUrl() {}

  /**
   * @param trusted the workspace whose CA vouches for the server; without, no TLS
   */
  static String of(String host, int port, String database, Optional<Workspace> trusted) {
    String options =
        trusted
            .map(Workspace::certificates)
            .map(ca -> verified(ca, host))
            .orElse("sslMode=DISABLED&allowPublicKeyRetrieval=true");
    return "jdbc:mysql://" + host + ":" + port + "/" + database + "?" + options;
  }

  /** The certificates are for loopback; a container may have to be reached by another address. */
  private static String verified(PrivateCa ca, String host) {
    return "sslMode="
        + (isLoopback(host) ? "VERIFY_IDENTITY" : "VERIFY_CA")
        + "&trustCertificateKeyStoreType=PKCS12"
        + "&trustCertificateKeyStorePassword="
        + PrivateCa.TRUST_STORE_PASSWORD
        + "&trustCertificateKeyStoreUrl="
        + ca.trustStore().toUri();
  }

  static boolean isLoopback(String host) {
    return host.equals("127.0.0.1") || host.equals("localhost");
  }
}
