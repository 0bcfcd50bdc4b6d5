package dev.doppio.capture;

import dev.doppio.capture.binlog.BinlogEngine;
import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.config.CaptureEngine;
import dev.doppio.capture.debezium.DebeziumEngine;
import dev.doppio.capture.preflight.BinlogLook;
import dev.doppio.capture.preflight.Preflight;
import dev.doppio.capture.snapshot.SnapshotSource;
import dev.doppio.capture.stream.Opening;
import dev.doppio.capture.stream.Session;
import dev.doppio.schemas.source.ChangeSource;
import dev.doppio.schemas.source.Resume;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens sources on the engine that the configuration and the storage node decide. Thread-safe. */
final class Engines implements ChangeSource.Opener {
  private static final Logger LOG = LoggerFactory.getLogger(Engines.class);

  private final CaptureConfig config;
  private final Endpoints endpoints;
  private final BinlogLook binlog;

  Engines(CaptureConfig config, Endpoints endpoints, BinlogLook binlog) {
    this.config = config;
    this.endpoints = endpoints;
    this.binlog = binlog;
    DebeziumEngine.check(config);
  }

  @Override
  public ChangeSource open(Optional<Resume> after) {
    ChangeSource source = endpoints.first(after.map(Resume::position), at -> open(at, after));
    endpoints
        .inUse()
        .ifPresent(at -> LOG.info("storage node {}: reading from {}", config.node(), at.address()));
    return source;
  }

  /** Stream and snapshots are of one server: what it has executed is what both compare. */
  private ChangeSource open(CaptureConfig at, Optional<Resume> after) {
    if (after.isEmpty()) {
      // Before anything is asked that needs what it checks; its warnings come again with the
      // stream.
      Preflight.insist(at.node(), Capture.findings(at, binlog, Optional.empty()));
    }
    return SnapshotSource.open(
        at, after, from -> Opening.open(at, from, binlog, this::start), InstantSource.system());
  }

  private Runnable start(Session session) {
    return isBinlog(session)
        ? BinlogEngine.start(session)::close
        : DebeziumEngine.start(session)::close;
  }

  private boolean isBinlog(Session session) {
    if (config.engine() != CaptureEngine.AUTO) {
      LOG.info("storage node {}: engine {}, as configured", config.node(), config.engine());
      return config.engine() == CaptureEngine.BINLOG;
    }
    boolean full = session.writesFullMetadata();
    LOG.info(
        "storage node {}: engine {}, since binlog_row_metadata is {}",
        config.node(),
        full ? CaptureEngine.BINLOG : CaptureEngine.DEBEZIUM,
        full ? "FULL" : "not FULL; SET PERSIST binlog_row_metadata = FULL for the faster one");
    return full;
  }
}
