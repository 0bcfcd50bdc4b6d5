package dev.doppio.capture.debezium;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import dev.doppio.capture.stream.BinlogEvents;
import dev.doppio.capture.stream.BinlogReader;
import dev.doppio.capture.stream.Session;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.SourcePosition;
import io.debezium.connector.mysql.MySqlOffsetContext;
import io.debezium.connector.mysql.MySqlPartition;
import io.debezium.connector.mysql.MySqlStreamingChangeEventSource;
import io.debezium.util.Clock;
import java.io.IOException;
import java.util.Optional;

/**
 * Debezium's stream, of which we take the connection; what an event means is decided by the reader.
 * Runs on the client's one thread, which waits when nobody polls. A failure closes the session's
 * door: no event behind it gets through, whatever the client does.
 */
final class NodeStream extends MySqlStreamingChangeEventSource {
  private final Session session;
  private Optional<BinlogReader> reader = Optional.empty();
  private BinlogEvents events;

  NodeStream(Session session, NodeSources.Parts parts) {
    super(
        parts.config(),
        parts.connections().mainConnection(),
        parts.dispatcher(),
        parts.errors(),
        Clock.system(),
        parts.context(),
        parts.schema(),
        parts.metrics(),
        parts.snapshots(),
        parts.client());
    this.session = session;
  }

  /** Called while Debezium's constructor runs: our fields are set before the first event. */
  @Override
  protected EventDeserializer createEventDeserializer() {
    events = new BinlogEvents(table -> session.isCaptured(table));
    return events;
  }

  @Override
  public void execute(
      ChangeEventSourceContext context, MySqlPartition partition, MySqlOffsetContext offset)
      throws InterruptedException {
    MySqlOffsetContext start = getOffsetContext();
    GtidSet executed = GtidSet.parse(Optional.ofNullable(start.gtidSet()).orElse(""));
    String file = start.getSource().binlogFilename();
    long position = start.getSource().binlogPosition();
    session.streamsFrom(new SourcePosition(executed, session.scope(), file, position));
    reader = Optional.of(new BinlogReader(session, executed, events));
    getBinaryLogClient().registerLifecycleListener(new Ending());
    super.execute(context, partition, offset);
  }

  @Override
  protected void handleEvent(
      MySqlPartition partition,
      MySqlOffsetContext offset,
      ChangeEventSourceContext context,
      Event event) {
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
      reader = Optional.empty();
      session.fail(e);
    }
  }

  /** The client ends a stream that the server has closed without a word. */
  private final class Ending extends BinaryLogClient.AbstractLifecycleListener {
    @Override
    public void onDisconnect(BinaryLogClient client) {
      session.fail(new IOException("the server has ended the binlog stream"));
    }

    @Override
    public void onEventDeserializationFailure(BinaryLogClient client, Exception e) {
      reader = Optional.empty();
      session.fail(e);
    }
  }
}
