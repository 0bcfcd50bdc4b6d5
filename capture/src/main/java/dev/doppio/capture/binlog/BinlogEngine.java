package dev.doppio.capture.binlog;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.stream.BinlogEvents;
import dev.doppio.capture.stream.BinlogFeed;
import dev.doppio.capture.stream.Session;
import dev.doppio.schemas.source.SourcePosition;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that streams the binlog from the session's position, on a thread of its own, which
 * waits when nobody polls. Its end, for whatever reason, is the session's.
 */
public final class BinlogEngine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BinlogEngine.class);
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The server waits so long for a reader that is slow, seconds. */
  private static final long NET_WRITE_TIMEOUT = 3600;

  private final Session session;
  private final StoppableClient client;
  private final BinlogEvents events;
  private final BinlogFeed feed;
  private final Thread thread;

  private BinlogEngine(Session session) {
    this.session = session;
    this.events = new BinlogEvents(session::reads);
    this.feed = new BinlogFeed(session, events);
    this.client = client(session.config());
    this.thread = new Thread(this::run, "doppio-capture-" + session.config().node());
    thread.setDaemon(true);
  }

  /**
   * Starts it.
   *
   * @param session with a position
   */
  public static BinlogEngine start(Session session) {
    BinlogEngine engine = new BinlogEngine(session);
    engine.thread.start();
    return engine;
  }

  private static StoppableClient client(CaptureConfig config) {
    StoppableClient client = new StoppableClient(config.endpoint());
    client.setServerId(config.effectiveServerId());
    client.setHeartbeatInterval(HEARTBEAT.toMillis());
    client.setConnectTimeout(CONNECT_WITHIN.toMillis());
    client.setNetWriteTimeout(NET_WRITE_TIMEOUT);
    return client;
  }

  private void run() {
    try {
      SourcePosition start = session.after();
      feed.begin(start.covering(session.scope()));
      client.setGtidSet(start.executed().toString());
      client.setEventDeserializer(events);
      client.registerEventListener(feed::take);
      client.registerLifecycleListener(feed);
      client.connect();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      session.fail(e);
    }
  }

  /** Idempotent; waits for the engine's thread, not for ever. */
  @Override
  public void close() {
    client.stop();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn("the binlog client has not ended in {} seconds; left behind", PATIENCE.toSeconds());
    }
  }
}
