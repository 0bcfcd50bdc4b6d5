package dev.doppio.capture.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.CaptureScope;
import dev.doppio.schemas.source.SourcePosition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that the servers of the tests do not write. */
final class BinlogReaderTest {
  private static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
  private static final int ANONYMOUS_GTID = 34;
  private static final int GTID_TAGGED = 42;
  private static final int HEAD = 19;
  private static final int IGNORABLE = 0x80;

  private final BinlogEvents events = new BinlogEvents(table -> true);
  private final BinlogReader reader =
      new BinlogReader(
          Sessions.knowing(Map.of()),
          new SourcePosition(GtidSet.parse(SERVER + ":1-3"), CaptureScope.of(Map.of()), "", 0));

  private Event event(int type, int flags, byte[] body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[4]);
    out.write(type);
    out.writeBytes(StoredJson.number(1, 4));
    out.writeBytes(StoredJson.number(HEAD + body.length, 4));
    out.writeBytes(StoredJson.number(4711, 4));
    out.writeBytes(StoredJson.number(flags, 2));
    out.writeBytes(body);
    return events.nextEvent(new ByteArrayInputStream(out.toByteArray()));
  }

  /** A number as MySQL's serialization library writes it; the length is told by the low bits. */
  private static void number(ByteArrayOutputStream out, long number) {
    int bytes = 1;
    while (bytes < 8 && number >>> (7 * bytes) != 0) {
      bytes++;
    }
    long stored = number << bytes | (1L << (bytes - 1)) - 1;
    out.writeBytes(StoredJson.number(stored, bytes));
  }

  /** Each field behind its number, all behind version, size and number of the last field. */
  private static byte[] tagged(String server, String tag, long number) {
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    number(fields, 0);
    number(fields, 1);
    number(fields, 1);
    String hex = server.replace("-", "");
    for (int i = 0; i < hex.length(); i += 2) {
      number(fields, Integer.parseInt(hex.substring(i, i + 2), 16));
    }
    number(fields, 2);
    number(fields, 2 * number);
    number(fields, 3);
    number(fields, tag.length());
    fields.writeBytes(tag.getBytes(StandardCharsets.US_ASCII));
    long[] rest = {4, 0, 5, 2, 6, 1_767_322_800_000_000L, 8, 300, 9, 90_704};
    for (long each : rest) {
      number(fields, each);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    number(out, 1);
    number(out, fields.size() + (fields.size() + 4 < 128 ? 3 : 4));
    number(out, 10);
    out.writeBytes(fields.toByteArray());
    return out.toByteArray();
  }

  @Test
  void taggedTransactionsCountUnderTheirTag() throws Exception {
    reader.read(event(GTID_TAGGED, 0, tagged(SERVER, "nightly", 7)));
    reader.read(event(GTID_TAGGED, 0, tagged(SERVER, "", 4)));
    reader.read(event(GTID_TAGGED, 0, tagged(SERVER, "nightly", 8)));
    reader.read(event(GTID_TAGGED, 0, tagged(SERVER, "other", 1)));
    assertThat(reader.position().executed()).isEqualTo(GtidSet.parse(SERVER + ":1-4:nightly:7-8"));
  }

  @Test
  void aTransactionWithoutGtidNamesTheSetting() {
    assertThatThrownBy(() -> reader.read(event(ANONYMOUS_GTID, IGNORABLE, new byte[42])))
        .hasMessageContaining("SET PERSIST gtid_mode = ON")
        .hasMessageContaining("near 4711")
        .satisfies(BinlogReaderTest::stops);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 21, 22, 99})
  void anEventThatNobodyKnowsStopsUnlessTheServerSaysThatItMayBePassedOver(int type)
      throws Exception {
    assertThatThrownBy(() -> reader.read(event(type, 0, new byte[9])))
        .hasMessageContaining("storage node")
        .satisfies(BinlogReaderTest::stops);
    reader.read(event(type, IGNORABLE, new byte[9]));
  }

  @Test
  void anEventThatCantBeReadSaysWhere() throws Exception {
    reader.read(event(GTID_TAGGED, 0, tagged(SERVER, "nightly", 7)));
    DoppioException unreadable = reader.unreadable(new IOException("odd bytes"));
    assertThat(unreadable)
        .hasMessageContainingAll("odd bytes", "near 4711", SERVER + ":nightly:7", "mysqlbinlog")
        .satisfies(BinlogReaderTest::stops);
  }

  private static void stops(Throwable failure) {
    assertThat(((DoppioException) failure).kind()).isEqualTo(FailureKind.SOURCE_UNSUPPORTED);
  }
}
