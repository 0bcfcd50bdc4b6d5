package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.Event;
import dev.doppio.schemas.source.SourcePosition;
import java.io.IOException;
import java.util.Optional;

/**
 * Takes the client's events, whichever engine has it. A failure closes the session's door: no event
 * behind it gets through, whatever the client does. Used by the client's one thread, which waits
 * when nobody polls.
 */
public final class BinlogFeed extends BinaryLogClient.AbstractLifecycleListener {
  private final Session session;
  private final BinlogEvents events;
  private Optional<BinlogReader> reader = Optional.empty();

  /**
   * Takes nothing before {@link #begin}.
   *
   * @param session hears of what is read
   * @param events what the client reads with
   */
  public BinlogFeed(Session session, BinlogEvents events) {
    this.session = session;
    this.events = events;
  }

  /**
   * From now on it takes events, those behind the position.
   *
   * @throws InterruptedException when nobody takes events any more
   */
  public void begin(SourcePosition start) throws InterruptedException {
    session.streamsFrom(start);
    reader = Optional.of(new BinlogReader(session, start, events));
  }

  /** The next event. */
  public void take(Event event) {
    if (reader.isEmpty()) {
      return;
    }
    session.heard();
    try {
      reader.get().read(event);
    } catch (InterruptedException e) {
      reader = Optional.empty();
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  private void fail(Exception e) {
    reader = Optional.empty();
    session.fail(e);
  }

  /** The client would go on behind an event it could not read. */
  @Override
  public void onEventDeserializationFailure(BinaryLogClient client, Exception e) {
    fail(e);
  }

  /** The client keeps to itself what it died of. */
  @Override
  public void onCommunicationFailure(BinaryLogClient client, Exception e) {
    session.fail(e);
  }

  /** The client ends a stream that the server has closed without a word. */
  @Override
  public void onDisconnect(BinaryLogClient client) {
    session.fail(new IOException("the server has ended the binlog stream"));
  }
}
