package dev.doppio.capture.debezium;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.mysql.Charsets;
import dev.doppio.capture.mysql.FactsReader;
import dev.doppio.capture.mysql.SqlSession;
import dev.doppio.capture.preflight.Finding;
import dev.doppio.capture.preflight.NodeFacts;
import dev.doppio.capture.preflight.Preflight;
import dev.doppio.schemas.source.ChangeSource;
import dev.doppio.schemas.source.SourcePosition;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens sources on the Debezium engine; preflight comes first, every time. Thread-safe. */
public final class DebeziumOpener implements ChangeSource.Opener {
  private static final Logger LOG = LoggerFactory.getLogger(DebeziumOpener.class);

  private final CaptureConfig config;

  /**
   * Opens nothing yet.
   *
   * @throws dev.doppio.schemas.failure.DoppioException CONFIGURATION when a setting of Debezium is
   *     one that Doppio sets itself
   */
  public DebeziumOpener(CaptureConfig config) {
    this.config = config;
    EngineSettings.check(config);
  }

  @Override
  public ChangeSource open(Optional<SourcePosition> after) {
    SqlSession sql = SqlSession.open(config.endpoint(), config.mysql());
    try {
      return open(after, sql);
    } catch (RuntimeException e) {
      closeAfter(e, sql);
      throw e;
    }
  }

  private ChangeSource open(Optional<SourcePosition> after, SqlSession sql) {
    Charsets charsets = new Charsets(sql);
    NodeFacts facts = new FactsReader(sql, config).read(charsets, after);
    for (Finding warning :
        Preflight.insist(config.node(), new Preflight(config).judge(facts, after))) {
      LOG.warn("storage node {}: {}", config.node(), warning);
    }
    new HistoryTopic(config.history()).prepare(after.isPresent());
    Session session = new Session(config, after, charsets, facts.tables());
    try {
      return new DebeziumSource(session, Engine.start(session, EngineSettings.of(session)), sql);
    } catch (RuntimeException e) {
      closeAfter(e, session);
      throw e;
    }
  }

  private static void closeAfter(RuntimeException failure, AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }
}
