package dev.doppio.applier.mysql;

/** How the connection is encrypted; the names are those of Connector/J's {@code sslMode}. */
public enum TlsMode {
  DISABLED,
  PREFERRED,
  REQUIRED,
  VERIFY_CA,
  VERIFY_IDENTITY
}
