package dev.doppio.capture;

import dev.doppio.capture.binlog.BinlogEngine;
import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.config.CaptureEngine;
import dev.doppio.capture.debezium.DebeziumEngine;
import dev.doppio.capture.preflight.BinlogLook;
import dev.doppio.capture.stream.Opening;
import dev.doppio.capture.stream.Session;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.source.ChangeSource;
import dev.doppio.schemas.source.SourcePosition;
import java.util.Map;
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

  /** A first start takes its snapshot with Debezium, whatever streams behind it. */
  @Override
  public ChangeSource open(Optional<SourcePosition> after, Map<TableName, TableVersion> tables) {
    ChangeSource source =
        endpoints.first(after, at -> Opening.open(at, after, tables, binlog, this::start));
    endpoints
        .inUse()
        .ifPresent(at -> LOG.info("storage node {}: reading from {}", config.node(), at.address()));
    return after.isPresent() || config.engine() == CaptureEngine.DEBEZIUM
        ? source
        : new SnapshotThenStream(source, this);
  }

  private Runnable start(Session session) {
    if (session.after().isEmpty()) {
      return DebeziumEngine.start(session)::close;
    }
    boolean binlog = isBinlog(session);
    return binlog ? BinlogEngine.start(session)::close : DebeziumEngine.start(session)::close;
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
