package dev.doppio.capture.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What stands around a statement says whom it concerns. */
final class StatementReaderTest {
  private static final byte[] BEFORE_DATABASES = {
    0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 6, 3, 's', 't', 'd', 3, 1, 0, 1, 0, 4, 33, 0, 45, 0,
    -1, 0, 5, 6, 'S', 'Y', 'S', 'T', 'E', 'M', 11, 1, 'u', 1, 'h'
  };

  private static byte[] event(byte[] ofLoad, byte[] variables, String database, String sql) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {4, 3, 2, (byte) 0xf1, 0, 0, 0, 0});
    out.write(database.getBytes(StandardCharsets.UTF_8).length);
    out.writeBytes(new byte[2]);
    out.write(variables.length);
    out.write(0);
    out.writeBytes(ofLoad);
    out.writeBytes(variables);
    out.writeBytes(database.getBytes(StandardCharsets.UTF_8));
    out.write(0);
    out.writeBytes(sql.getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private static LoggedStatement read(byte[] variables) throws Exception {
    return StatementReader.ofQuery()
        .deserialize(
            new ByteArrayInputStream(event(new byte[0], variables, "läden", "DELETE FROM t")));
  }

  private static byte[] databases(int count, String... names) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(BEFORE_DATABASES);
    out.write(12);
    out.write(count);
    for (String name : names) {
      out.writeBytes(name.getBytes(StandardCharsets.UTF_8));
      out.write(0);
    }
    out.writeBytes(new byte[] {13, 1, 2, 3});
    return out.toByteArray();
  }

  @Test
  void databasesThatTheStatementTouchesAndTheClientsCharsetAreRead() throws Exception {
    LoggedStatement read = read(databases(2, "läden", "other"));
    assertThat(read.touched()).contains(Set.of("läden", "other"));
    assertThat(read.collation()).isEqualTo(33);
    assertThat(read.connection()).isEqualTo(0xf1020304L);
    assertThat(read.database()).isEqualTo("läden");
    assertThat(new String(read.text(), StandardCharsets.UTF_8)).isEqualTo("DELETE FROM t");
  }

  @Test
  void whereNotAllDatabasesAreSaidNoneCounts() throws Exception {
    assertThat(read(databases(254)).touched()).isEmpty();
    assertThat(read(databases(1, "")).touched()).isEmpty();
    assertThat(read(BEFORE_DATABASES).touched()).isEmpty();
    byte[] unknownFirst = databases(1, "other");
    unknownFirst[0] = 77;
    assertThat(read(unknownFirst).touched()).isEmpty();
  }

  @Test
  void aLoadOfAFileIsReadAsItsStatement() throws Exception {
    byte[] load = event(new byte[13], databases(1, "shop"), "shop", "LOAD DATA INFILE 'f'");
    LoggedStatement read = StatementReader.ofLoad().deserialize(new ByteArrayInputStream(load));
    assertThat(read.touched()).contains(Set.of("shop"));
    assertThat(new String(read.text(), StandardCharsets.UTF_8)).isEqualTo("LOAD DATA INFILE 'f'");
  }

  @Test
  void whatEveryTransactionBeginsWithIsKnownByItsBytes() throws Exception {
    assertThat(read(new byte[0]).begins()).isFalse();
    byte[] begin = event(new byte[0], new byte[0], "shop", "BEGIN");
    assertThat(StatementReader.ofQuery().deserialize(new ByteArrayInputStream(begin)).begins())
        .isTrue();
  }
}
