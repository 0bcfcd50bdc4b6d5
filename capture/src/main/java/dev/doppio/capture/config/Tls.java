package dev.doppio.capture.config;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * TLS towards the storage node, the same for SQL and for the binlog.
 *
 * @param mode MySQL's own modes
 * @param trustStore PKCS12 or JKS file with the authority that signed the server's certificate
 * @param trustStorePassword its password
 * @param keyStore PKCS12 or JKS file with the client's certificate and key
 * @param keyStorePassword its password
 */
public record Tls(
    Mode mode,
    Optional<Path> trustStore,
    Optional<String> trustStorePassword,
    Optional<Path> keyStore,
    Optional<String> keyStorePassword) {
  public Tls {
    Objects.requireNonNull(mode);
    Objects.requireNonNull(trustStore);
    Objects.requireNonNull(trustStorePassword);
    Objects.requireNonNull(keyStore);
    Objects.requireNonNull(keyStorePassword);
    if (mode.verifies() && trustStore.isEmpty()) {
      throw new IllegalArgumentException(
          "TLS mode "
              + mode
              + " needs a trust store with the authority that signed the server's"
              + " certificate");
    }
  }

  /** The names and meanings of the MySQL client's {@code --ssl-mode}. */
  public enum Mode {
    DISABLED,
    PREFERRED,
    REQUIRED,
    VERIFY_CA,
    VERIFY_IDENTITY;

    /** True when the server has to show who it is. */
    public boolean verifies() {
      return this == VERIFY_CA || this == VERIFY_IDENTITY;
    }
  }

  /** Encrypted when the server offers it, unverified: the MySQL client's own default. */
  public static Tls preferred() {
    return new Tls(
        Mode.PREFERRED, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Without passwords. */
  @Override
  public String toString() {
    return "Tls[" + mode + ", trustStore=" + trustStore + ", keyStore=" + keyStore + "]";
  }
}
