package dev.doppio.capture.debezium;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import dev.doppio.capture.stream.BinlogEvents;
import dev.doppio.capture.stream.BinlogFeed;
import dev.doppio.capture.stream.Session;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.SourcePosition;
import io.debezium.connector.mysql.MySqlOffsetContext;
import io.debezium.connector.mysql.MySqlPartition;
import io.debezium.connector.mysql.MySqlStreamingChangeEventSource;
import io.debezium.util.Clock;
import java.util.Optional;

/**
 * Debezium's stream, of which we take the connection; what an event means is decided by the reader
 * behind the feed.
 */
final class NodeStream extends MySqlStreamingChangeEventSource {
  private final Session session;
  private final BinlogFeed feed;
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
    this.feed = new BinlogFeed(session, events);
  }

  /** Called while Debezium's constructor runs: our fields are set before the first event. */
  @Override
  protected EventDeserializer createEventDeserializer() {
    events = new BinlogEvents(table -> session.reads(table));
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
    feed.begin(
        Optional.of(session.after())
            .filter(after -> after.executed().equals(executed))
            .map(after -> after.covering(session.scope()))
            .orElseGet(() -> new SourcePosition(executed, session.scope(), file, position)));
    getBinaryLogClient().registerLifecycleListener(feed);
    super.execute(context, partition, offset);
  }

  @Override
  protected void handleEvent(
      MySqlPartition partition,
      MySqlOffsetContext offset,
      ChangeEventSourceContext context,
      Event event) {
    feed.take(event);
  }
}
