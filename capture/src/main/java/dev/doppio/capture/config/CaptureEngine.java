package dev.doppio.capture.config;

/** What reads the binlog. */
public enum CaptureEngine {
  /** BINLOG where the storage node writes full metadata of tables, else DEBEZIUM. */
  AUTO,
  /** The client library alone. */
  BINLOG,
  /** Debezium's embedded engine. */
  DEBEZIUM
}
