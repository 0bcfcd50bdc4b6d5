package dev.doppio.capture.stream;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.mysql.Charsets;
import dev.doppio.capture.mysql.FactsReader;
import dev.doppio.capture.mysql.SqlSession;
import dev.doppio.capture.preflight.BinlogLook;
import dev.doppio.capture.preflight.Finding;
import dev.doppio.capture.preflight.NodeFacts;
import dev.doppio.capture.preflight.Preflight;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.source.Resume;
import dev.doppio.schemas.source.SourcePosition;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a source on an engine; preflight comes first, every time. Thread-safe. */
public final class Opening {
  private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

  private Opening() {}

  /** Starts an engine, which hands over to the session. */
  public interface EngineStarter {
    /**
     * @return ends the engine and waits for it, not for ever; idempotent
     */
    Runnable start(Session session);
  }

  /**
   * Opens it.
   *
   * @param config of the storage node
   * @param from where to resume
   * @param binlog for what preflight wants to know of it
   * @throws dev.doppio.schemas.failure.DoppioException SOURCE_REFUSED when preflight refuses,
   *     SOURCE_UNAVAILABLE when the server can't be reached
   */
  public static PositionedSource open(
      CaptureConfig config, Resume from, BinlogLook binlog, EngineStarter engine) {
    Optional<SourcePosition> after = Optional.of(from.position());
    SqlSession sql = SqlSession.open(config.endpoint(), config.mysql());
    try {
      Charsets charsets = new Charsets(sql);
      NodeFacts facts = new FactsReader(sql, config).read(charsets, after);
      for (Finding warning :
          Preflight.insist(config.node(), new Preflight(config, binlog).judge(facts, after))) {
        LOG.warn("storage node {}: {}", config.node(), warning);
      }
      Session session = new Session(config, from, charsets, facts);
      return new StreamSource(session, engine.start(session), sql, unread(facts));
    } catch (RuntimeException e) {
      closeAfter(e, sql);
      throw e;
    }
  }

  private static List<TableVersion> unread(NodeFacts facts) {
    return facts.tables().stream()
        .filter(table -> facts.uncaptured().contains(table.name()))
        .flatMap(table -> table.version().stream())
        .toList();
  }

  private static void closeAfter(RuntimeException failure, AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }
}
