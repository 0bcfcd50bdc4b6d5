package dev.doppio.capture.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A table map is taken apart once, as long as it says the same. */
final class TableMapsTest {
  private static final int INT = 3;
  private static final int BIGINT = 8;

  private final TableMaps maps = new TableMaps();

  private TableMapEventData read(int number, String table, int type) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) number, 1, 0, 0, 0, 0, 1, 0, 1, 'd', 0});
    out.write(table.length());
    out.writeBytes(table.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {0, 1, (byte) type, 0, 0});
    return maps.deserialize(new ByteArrayInputStream(out.toByteArray()));
  }

  @Test
  void theSameBytesAreTheSameTable() throws Exception {
    TableMapEventData first = read(7, "t", INT);
    assertThat(first.getTableId()).isEqualTo(256 + 7);
    assertThat(first.getTable()).isEqualTo("t");
    assertThat(read(7, "t", INT)).isSameAs(first);
    assertThat(read(8, "t", INT)).isNotSameAs(first);
    assertThat(read(7, "t", INT)).isSameAs(first);
  }

  @Test
  void anotherStructureUnderTheSameNumberIsRead() throws Exception {
    assertThat(read(7, "t", INT).getColumnTypes()).containsExactly(INT);
    assertThat(read(7, "t", BIGINT).getColumnTypes()).containsExactly(BIGINT);
    assertThat(read(7, "u", BIGINT).getTable()).isEqualTo("u");
    assertThat(read(7, "t", INT).getColumnTypes()).containsExactly(INT);
  }
}
