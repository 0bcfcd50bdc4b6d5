package dev.doppio.capture;

import dev.doppio.capture.binlog.TransactionLook;
import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.mysql.Charsets;
import dev.doppio.capture.mysql.EndpointReader;
import dev.doppio.capture.mysql.FactsReader;
import dev.doppio.capture.mysql.SqlSession;
import dev.doppio.capture.preflight.BinlogLook;
import dev.doppio.capture.preflight.Finding;
import dev.doppio.capture.preflight.Grants;
import dev.doppio.capture.preflight.Preflight;
import dev.doppio.schemas.source.ChangeSource;
import dev.doppio.schemas.source.SourcePosition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Capture of one storage node. Thread-safe; each source it opens belongs to one thread. */
public final class Capture {
  private final CaptureConfig config;
  private final Endpoints endpoints;
  private final EndpointReader reader;
  private final BinlogLook binlog = new TransactionLook();

  /** Opens nothing yet. */
  public Capture(CaptureConfig config) {
    this.config = Objects.requireNonNull(config);
    this.reader = new EndpointReader(config.mysql());
    this.endpoints = new Endpoints(config, reader::read);
  }

  /**
   * Everything at the storage node that keeps capture from starting, or soon will; writes nothing.
   * Where it has several servers, at the one that would be read.
   *
   * @param after where capture would resume; empty on the first start
   * @throws dev.doppio.schemas.failure.DoppioException SOURCE_UNAVAILABLE when the server can't be
   *     reached, SOURCE_REFUSED when it does not let the account in
   */
  public List<Finding> findings(Optional<SourcePosition> after) {
    return endpoints.first(after, at -> findings(at, binlog, after));
  }

  /** The same at one server. */
  static List<Finding> findings(
      CaptureConfig at, BinlogLook binlog, Optional<SourcePosition> after) {
    try (SqlSession sql = SqlSession.open(at.endpoint(), at.mysql())) {
      return new Preflight(at, binlog)
          .judge(new FactsReader(sql, at).read(new Charsets(sql), after), after);
    }
  }

  /**
   * Refuses to go on when anything is wrong at the storage node.
   *
   * @param after where capture would resume; empty on the first start
   * @return the warnings
   * @throws dev.doppio.schemas.failure.DoppioException SOURCE_REFUSED with all refusals, one a
   *     line; SOURCE_UNAVAILABLE when the server can't be reached
   */
  public List<Finding> preflight(Optional<SourcePosition> after) {
    return Preflight.insist(config.node(), findings(after));
  }

  /** The least statements that give the configured account what capture needs. */
  public List<String> grants() {
    return Grants.of(config);
  }

  /**
   * Opens sources; each opening runs preflight first.
   *
   * @throws dev.doppio.schemas.failure.DoppioException CONFIGURATION when a setting of Debezium is
   *     one that Doppio sets itself
   */
  public ChangeSource.Opener opener() {
    return new Engines(config, endpoints, binlog);
  }

  /** Looks at the storage node's servers while one of them is read; it belongs to one thread. */
  public SourceWatch watch() {
    return new SourceWatch(config, endpoints::inUse, reader::read);
  }
}
