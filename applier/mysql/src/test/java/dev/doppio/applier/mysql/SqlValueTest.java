package dev.doppio.applier.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.MySqlType;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SqlValueTest {
  @Test
  void aFloatIsSentAsTheDoubleThatItIs() {
    assertThat(SqlValue.of(ColumnType.of(MySqlType.FLOAT), 0.1f)).isEqualTo("0.10000000149011612");
    assertThat(SqlValue.of(ColumnType.of(MySqlType.FLOAT), -0f)).isEqualTo("-0.0");
    long seed = Long.getLong("doppio.seed", 7);
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(value)) {
        String sent = (String) SqlValue.of(ColumnType.of(MySqlType.FLOAT), value);
        assertThat((float) Double.parseDouble(sent)).as("seed %d", seed).isEqualTo(value);
      }
    }
  }

  @Test
  void bitsAndLiteralsOfNumbersAreNumbers() {
    assertThat(SqlValue.of(ColumnType.of(MySqlType.BIT), new byte[] {-1, 0}))
        .isEqualTo(new BigDecimal(65_280));
    assertThat(
            SqlValue.of(ColumnType.of(MySqlType.BIGINT), new MySqlLiteral("18446744073709551615")))
        .isEqualTo(new BigDecimal("18446744073709551615"));
    assertThat(SqlValue.of(Versions.members(MySqlType.ENUM, "a"), new MySqlLiteral("0")))
        .isEqualTo(0L);
  }

  @Test
  void datesThatJavaCanNotHoldStayAsTheyAre() {
    assertThat(SqlValue.of(ColumnType.of(MySqlType.DATE), new MySqlLiteral("0000-00-00")))
        .isEqualTo("0000-00-00");
    assertThat(SqlValue.of(ColumnType.of(MySqlType.DATE), -719_528L)).isEqualTo("0000-01-01");
  }
}
