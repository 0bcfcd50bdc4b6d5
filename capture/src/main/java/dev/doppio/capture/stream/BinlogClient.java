package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.deserialization.ChecksumType;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.network.protocol.command.QueryCommand;
import java.io.IOException;

/** The library's client, which reads an event of any size as it comes. */
public class BinlogClient extends BinaryLogClient {
  private static final String CHECKSUMS =
      "SET @source_binlog_checksum = 'CRC32', @master_binlog_checksum = 'CRC32'";

  private EventDeserializer events = new EventDeserializer();

  /** Connects to this server, as this user. */
  public BinlogClient(String host, int port, String user, String password) {
    super(host, port, user, password);
  }

  @Override
  public void setEventDeserializer(EventDeserializer reading) {
    events = reading;
    super.setEventDeserializer(reading);
  }

  /**
   * The library says that it can do with checksums only where the server writes them at that
   * moment, and one that turns them on later would refuse to go on. The first event names the file,
   * and has a checksum because we can do with one, whatever the server writes.
   */
  @Override
  @SuppressWarnings("deprecation") // the library's own way, as it connects
  protected void setupConnection() throws IOException {
    super.setupConnection();
    channel.write(new QueryCommand(CHECKSUMS));
    checkError(channel.read());
    events.setChecksumType(ChecksumType.CRC32);
  }

  /** Behind this, the server sends nothing but events. */
  @Override
  protected void requestBinaryLogStream() throws IOException {
    super.requestBinaryLogStream();
    channel = new JoinedChannel(channel);
  }

  /** The reader keeps the position, with its holes; the library's own is not asked for. */
  @Override
  protected void updateGtidSet(Event unused) {}

  /** For its own position the library would read every statement a second time. */
  @Override
  @SuppressWarnings("rawtypes")
  protected void ensureEventDataDeserializer(
      EventType unused, Class<? extends EventDataDeserializer> its) {}
}
