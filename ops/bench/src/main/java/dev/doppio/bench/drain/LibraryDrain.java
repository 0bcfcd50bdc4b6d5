package dev.doppio.bench.drain;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.event.XidEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer.CompatibilityMode;
import com.github.shyiko.mysql.binlog.network.SSLMode;
import dev.doppio.bench.process.Proc;
import dev.doppio.bench.process.Window;
import dev.doppio.capture.config.Endpoint;
import dev.doppio.local.LocalException;
import io.debezium.Module;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * The binlog client that Debezium stands on, alone: every row event is turned into cells, and
 * forgotten. Settings that cost it least: text stays bytes, times stay numbers, no thread looks
 * after the connection. Used once.
 */
public final class LibraryDrain {
  private static final long SERVER_ID = 1_900_000_001;

  private final BinaryLogClient client;
  private final long expected;
  private final Map<String, Long> processes;
  private Optional<Window> window = Optional.empty();
  private Optional<Drained> outcome = Optional.empty();
  private long rows;

  /**
   * @param endpoint of the server, without TLS
   * @param after GTID set to begin behind
   * @param expected rows to read
   * @param processes whose CPU counts, by name
   */
  public LibraryDrain(Endpoint endpoint, String after, long expected, Map<String, Long> processes) {
    this.expected = expected;
    this.processes = processes;
    this.client =
        new BinaryLogClient(
            endpoint.host(), endpoint.port(), endpoint.user(), endpoint.password().reveal());
    client.setSSLMode(SSLMode.DISABLED);
    client.setServerId(SERVER_ID);
    client.setKeepAlive(false);
    client.setGtidSet(after);
    EventDeserializer events = new EventDeserializer();
    events.setCompatibilityMode(
        CompatibilityMode.CHAR_AND_BINARY_AS_BYTE_ARRAY,
        CompatibilityMode.DATE_AND_TIME_AS_LONG_MICRO);
    client.setEventDeserializer(events);
    client.registerEventListener(this::event);
  }

  /** Of the Debezium that brings this library, and that is the stock connector. */
  public static String debeziumVersion() {
    return Module.version();
  }

  /** Reads to the end of the last transaction; the caller's thread does it all. */
  public Drained run() {
    try {
      client.connect();
    } catch (IOException e) {
      throw new LocalException("The client library can't read the binlog: " + e, e);
    }
    return outcome.orElseThrow(
        () -> new LocalException("The binlog ended after " + rows + " of " + expected + " rows"));
  }

  private void event(Event event) {
    if (window.isEmpty()) {
      window = Optional.of(Window.open(processes));
    }
    if (event.getData() instanceof WriteRowsEventData written) {
      rows += written.getRows().size();
    } else if (rows >= expected && event.getData() instanceof XidEventData) {
      long self = ProcessHandle.current().pid();
      outcome = Optional.of(new Drained(rows, window.get().usage(), Proc.peakRssBytes(self)));
      disconnect();
    }
  }

  private void disconnect() {
    try {
      client.disconnect();
    } catch (IOException e) {
      throw new LocalException("The client library can't let go of the binlog: " + e, e);
    }
  }
}
