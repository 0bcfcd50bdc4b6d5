package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.Event;
import dev.doppio.schemas.source.SourcePosition;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import javax.net.ssl.SSLException;

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
    session.streams();
    reader = Optional.of(new BinlogReader(session, start));
    events.unpackTo(new Unpacked());
  }

  /** The next event. */
  public void take(Event event) {
    take(event, BinlogReader::read);
  }

  /** One of the ways in which a reader takes an event. */
  private interface Reading {
    void read(BinlogReader reader, Event event) throws InterruptedException;
  }

  private void take(Event event, Reading reading) {
    if (reader.isEmpty()) {
      return;
    }
    session.heard();
    try {
      reading.read(reader.get(), event);
    } catch (InterruptedException e) {
      reader = Optional.empty();
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** Events out of a compressed transaction, while the client is still reading it. */
  private final class Unpacked implements Payload.Taker {
    @Override
    public void unpacked(long bytes) {
      reader.ifPresent(open -> open.unpacked(bytes));
    }

    @Override
    public void take(Event event) {
      BinlogFeed.this.take(event, BinlogReader::readInside);
    }

    @Override
    public boolean takes() {
      return reader.isPresent();
    }
  }

  private void fail(Exception e) {
    reader = Optional.empty();
    session.fail(e);
  }

  /**
   * The client would go on behind an event it could not read. A line that is slow or broken is
   * tried again; anything else would fail again.
   */
  @Override
  public void onEventDeserializationFailure(BinaryLogClient client, Exception e) {
    Throwable cause = e.getCause();
    boolean lost = cause instanceof SocketTimeoutException || cause instanceof SSLException;
    fail(lost ? e : reader.map(open -> (Exception) open.unreadable(e)).orElse(e));
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
