package dev.doppio.schemas.gtid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GtidTest {
  private static final Pattern SOURCE =
      Pattern.compile(
          "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(:[a-z_][a-z0-9_]{0,31})?");
  private static final String[] GOOD = {
    "3e11fa47-71ca-11e1-9e33-c80aa9429562",
    "3E11FA47-71CA-11E1-9E33-C80AA9429562:_archive9",
    "00000000-0000-0000-0000-000000000000:a2345678901234567890123456789012"
  };

  @Test
  void aSourceIsTakenExactlyWhenMySqlWouldPrintIt() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(GOOD[random.nextInt(GOOD.length)]);
      for (int change = random.nextInt(3); change > 0; change--) {
        int at = random.nextInt(text.length());
        String with = "-:_aAfgz09é ".substring(random.nextInt(11)).substring(0, 1);
        text.replace(at, at + random.nextInt(2), random.nextBoolean() ? with : "");
      }
      String source = text.toString();
      boolean good = SOURCE.matcher(source.toLowerCase(Locale.ROOT)).matches();
      taken += good ? 1 : 0;
      if (good) {
        assertThat(new Gtid(source, 1).source()).isEqualTo(source.toLowerCase(Locale.ROOT));
      } else {
        assertThatThrownBy(() -> new Gtid(source, 1))
            .as("'%s', seed %d", source, seed)
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
    assertThat(taken).as("seed %d", seed).isBetween(1_000, 19_000);
  }

  @Test
  void numbersBeginWithOne() {
    assertThat(new Gtid(GOOD[0], 1)).hasToString(GOOD[0] + ":1");
    assertThatThrownBy(() -> new Gtid(GOOD[0], 0)).hasMessageContaining("not a GTID");
  }
}
