package dev.doppio.schemas.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.GtidSet;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodePositionCodecTest {
  private static final String SCOPE = "\"scope\":{\"databases\":{},\"include\":[],\"exclude\":[]},";

  private final NodePositionCodec codec = new NodePositionCodec();

  @Test
  void aPositionWithoutTransactionsReadsBack() {
    NodePosition position =
        new NodePosition(
            new SourcePosition(GtidSet.empty(), CaptureScope.of(Map.of()), "", 0),
            0,
            Map.of(),
            Map.of());
    assertThat(codec.decode(codec.encode(position))).isEqualTo(position);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"format\":\"1\"}",
        "{\"format\":1}",
        "{\"format\":3,\"gtids\":\"\",\"binlogFile\":\"\",\"binlogOffset\":0,"
            + SCOPE
            + "\"nodeTransaction\":0,\"logs\":{},\"partitions\":{},\"hashed\":{}}",
        "{\"format\":2,\"gtids\":\"\",\"binlogFile\":\"\",\"binlogOffset\":0,"
            + SCOPE
            + "\"nodeTransaction\":0,\"logs\":{},\"partitions\":{},\"hashed\":{}}",
        "{\"format\":2,\"gtids\":\"\",\"binlogFile\":\"\",\"binlogOffset\":0,"
            + SCOPE
            + "\"last\":{\"gtid\":\"x\"},\"intents\":[],"
            + "\"nodeTransaction\":0,\"logs\":{},\"partitions\":{},\"hashed\":{}}",
        "{\"format\":1,\"gtids\":\"nonsense\",\"binlogFile\":\"\",\"binlogOffset\":0,"
            + SCOPE
            + "\"nodeTransaction\":0,\"logs\":{},\"partitions\":{},\"hashed\":{}}",
        "{\"format\":1,\"gtids\":7,\"binlogFile\":\"\",\"binlogOffset\":0,"
            + SCOPE
            + "\"nodeTransaction\":0,\"logs\":{},\"partitions\":{},\"hashed\":{}}",
        "{\"format\":1,\"gtids\":\"\",\"binlogFile\":\"\",\"binlogOffset\":\"x\","
            + SCOPE
            + "\"nodeTransaction\":0,\"logs\":{},\"partitions\":{},\"hashed\":{}}",
        "{\"format\":1,\"gtids\":\"\",\"binlogFile\":\"\",\"binlogOffset\":0,"
            + "\"nodeTransaction\":0,\"logs\":{},\"partitions\":{},\"hashed\":{}}",
        "{\"format\":1,\"gtids\":\"\",\"binlogFile\":\"\",\"binlogOffset\":0,"
            + "\"scope\":{\"databases\":{\"shop\":\"else\"},\"include\":[],\"exclude\":[]},"
            + "\"nodeTransaction\":0,\"logs\":{},\"partitions\":{},\"hashed\":{}}"
      })
  void whatIsNoPositionOfThisFormatIsRefused(String json) {
    assertThatThrownBy(() -> codec.decode(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.LOG_REFUSED));
  }
}
