package dev.doppio.schemas.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.gtid.Gtid;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
  private static final Place PLACE =
      new Place(new Scn(3, 101), RunKind.TRANSACTION, 0, 77, true, true, 0, true);
  private static final BeginHeader BEGIN =
      new BeginHeader(
          new LogId(new UUID(1, 2)),
          new Origin("dc1", "node-1"),
          Optional.of(new Gtid("3e11fa47-71ca-11e1-9e33-c80aa9429562", 23)),
          42);
  private static final int FLAGS_HIGH_BYTE = 25;
  private static final int FLAGS_LOW_BYTE = 26;

  @ParameterizedTest
  @EnumSource
  void everyKindOfRunReadsBack(RunKind kind) {
    Place place = new Place(Scn.opening(1), kind, 5, Long.MAX_VALUE, false, false, 9, false);
    assertThat(Place.decode(place.encode())).isEqualTo(place);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16, 32, 64, 128})
  void aReservedBitInTheHighByteOfTheFlagsIsRefused(int bit) {
    byte[] header = PLACE.encode();
    header[FLAGS_HIGH_BYTE] |= (byte) bit;
    assertThatThrownBy(() -> Place.decode(header))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reserved")
        .hasMessageContaining("3:101")
        .hasMessageContaining("upgrade the readers");
  }

  @Test
  void theReservedBitInTheLowByteOfTheFlagsIsRefused() {
    byte[] header = PLACE.encode();
    header[FLAGS_LOW_BYTE] |= 8;
    assertThatThrownBy(() -> Place.decode(header)).hasMessageContaining("reserved");
  }

  @Test
  void anUnknownRunKindIsRefused() {
    byte[] header = PLACE.encode();
    header[FLAGS_LOW_BYTE] |= (byte) 0xF0;
    assertThatThrownBy(() -> Place.decode(header)).hasMessageContaining("unknown run kind 15");
  }

  @Test
  void anUnknownVersionIsRefusedInEveryHeader() {
    byte[] place = PLACE.encode();
    byte[] begin = BEGIN.encode();
    byte[] end = new EndHeader(1, 2, 3).encode();
    for (byte[] header : new byte[][] {place, begin, end}) {
      header[0] = 2;
    }
    assertThatThrownBy(() -> Place.decode(place)).hasMessageContaining("version");
    assertThatThrownBy(() -> BeginHeader.decode(begin)).hasMessageContaining("version");
    assertThatThrownBy(() -> EndHeader.decode(end)).hasMessageContaining("version");
  }

  @Test
  void aHeaderOfAnotherLengthIsRefused() {
    byte[] begin = BEGIN.encode();
    for (int length = 0; length < begin.length; length++) {
      byte[] cut = Arrays.copyOf(begin, length);
      assertThatThrownBy(() -> BeginHeader.decode(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> BeginHeader.decode(Arrays.copyOf(begin, begin.length + 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Place.decode(Arrays.copyOf(PLACE.encode(), Place.BYTES + 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EndHeader.decode(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aBeginOffOrdinalZeroIsNoPlace() {
    Scn scn = new Scn(1, 1);
    assertThatThrownBy(() -> new Place(scn, RunKind.TRANSACTION, 1, 1, true, false, 0, true))
        .hasMessageContaining("ordinal 0");
    assertThatThrownBy(() -> new Place(scn, RunKind.TRANSACTION, 0, 1, false, false, 0, true))
        .hasMessageContaining("ordinal 0");
  }

  @Test
  void anEndInsideAValueIsNoPlace() {
    assertThatThrownBy(
            () -> new Place(new Scn(1, 1), RunKind.TRANSACTION, 1, 1, false, true, 0, false))
        .hasMessageContaining("last segment");
  }

  @Test
  void aRecordWhoseFlagsAndHeadersDisagreeIsNoRecord() {
    Optional<EndHeader> end = Optional.of(new EndHeader(1, 2, 3));
    assertThatThrownBy(() -> new LogRecord(PLACE, Optional.empty(), end, new byte[0], new byte[0]))
        .hasMessageContaining("3:101");
  }

  @Test
  void headerBReadsOnlyTheBytesThatItsWriterGivesIt() {
    byte[] begin = BEGIN.encode();
    byte[] upperCase = begin.clone();
    upperCase[begin.length - Long.BYTES - "aa9429562:23".length()] ^= 'a' ^ 'A';
    assertThat(upperCase).isNotEqualTo(begin);
    assertThatThrownBy(() -> BeginHeader.decode(upperCase)).hasMessageContaining("no writer");
  }

  @Test
  void theChecksumOfARunCoversEveryField() {
    byte[] a = {1};
    byte[] b = {2};
    byte[] ab = {1, 2};
    byte[] nothing = {};
    Place later = new Place(new Scn(3, 102), RunKind.TRANSACTION, 0, 77, true, true, 0, true);
    BeginHeader another = new BeginHeader(BEGIN.log(), BEGIN.origin(), BEGIN.gtid(), 43);
    Set<Integer> different = new HashSet<>();
    different.add(end(PLACE, BEGIN, a, b, 1, 1));
    different.add(end(later, BEGIN, a, b, 1, 1));
    different.add(end(PLACE, another, a, b, 1, 1));
    different.add(end(PLACE, BEGIN, b, a, 1, 1));
    different.add(end(PLACE, BEGIN, ab, nothing, 1, 1));
    different.add(end(PLACE, BEGIN, nothing, ab, 1, 1));
    different.add(end(PLACE, BEGIN, a, b, 2, 1));
    different.add(end(PLACE, BEGIN, a, b, 1, 2));
    assertThat(different).hasSize(8);
  }

  @Test
  void aChecksumBeginsAnewAfterTheEndOfARun() {
    RunChecksum checksum = new RunChecksum();
    checksum.add(PLACE, Optional.of(BEGIN), new byte[1], new byte[2]);
    EndHeader first = checksum.end(1, 1);
    checksum.add(PLACE, Optional.of(BEGIN), new byte[1], new byte[2]);
    assertThat(checksum.end(1, 1)).isEqualTo(first);
  }

  private static int end(
      Place place, BeginHeader begin, byte[] key, byte[] value, int rows, int partitions) {
    RunChecksum checksum = new RunChecksum();
    checksum.add(place, Optional.of(begin), key, value);
    return checksum.end(rows, partitions).checksum();
  }

  @Test
  void aDatabaseCannotTakeTheNameOfOneOfOurTopics() {
    assertThat(TopicNames.standard().log("shop")).isEqualTo("doppio.shop");
    assertThatThrownBy(() -> TopicNames.standard().log("schemas"))
        .hasMessageContaining("doppio.schemas");
    assertThatThrownBy(() -> TopicNames.standard().log(new PartitionId("mastership", 0)))
        .hasMessageContaining("doppio.mastership");
  }
}
