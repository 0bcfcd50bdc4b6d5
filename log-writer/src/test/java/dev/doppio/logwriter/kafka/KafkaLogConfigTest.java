package dev.doppio.logwriter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logwriter.RecordLimits;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.TopicNames;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaLogConfigTest {
  static KafkaLogConfig config(Map<String, String> properties) {
    DatabaseLayout shop =
        new DatabaseLayout("shop", 4, PartitionMode.HASH, List.of(0, 1, 2, 3), Map.of(), Map.of());
    return new KafkaLogConfig(
        "127.0.0.1:9",
        new Origin("dc1", "n1"),
        TopicNames.standard(),
        List.of(shop),
        3,
        RecordLimits.standard(),
        Duration.ofSeconds(1),
        properties);
  }

  @Test
  void theTransactionalIdIsTheNodes() {
    assertThat(config(Map.of()).transactionalId()).isEqualTo("doppio-dc1-n1");
  }

  @ParameterizedTest
  @CsvSource({
    "acks, 1",
    "enable.idempotence, false",
    "transactional.id, mine",
    "isolation.level, read_uncommitted",
    "max.in.flight.requests.per.connection, 10",
    "bootstrap.servers, elsewhere:9092"
  })
  void whatTheGuaranteesRestOnIsRefusedByName(String name, String value) {
    assertThatThrownBy(() -> new KafkaLog(config(Map.of(name, value))))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CONFIGURATION))
        .hasMessageContaining("kafka." + name);
  }

  @Test
  void aMisspeltSettingIsRefusedByName() {
    assertThatThrownBy(() -> new KafkaLog(config(Map.of("linger.millis", "5"))))
        .hasMessageContaining("kafka.linger.millis is no setting");
  }

  @Test
  void theOperatorsSettingsWinOverRecommendedOnesAndReachTheClientsThatKnowThem() {
    ClientSettings settings =
        new ClientSettings(
            config(
                Map.of(
                    "compression.type", "zstd",
                    "security.protocol", "SSL",
                    "transaction.timeout.ms", "60000")));
    assertThat(settings.producer())
        .containsEntry("compression.type", "zstd")
        .containsEntry("security.protocol", "SSL")
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .containsEntry("transactional.id", "doppio-dc1-n1");
    assertThat(settings.idempotentProducer()).doesNotContainKey("transactional.id");
    assertThat(settings.consumer())
        .containsEntry("security.protocol", "SSL")
        .containsEntry("isolation.level", "read_committed")
        .doesNotContainKey("compression.type");
    assertThat(settings.admin()).containsEntry("security.protocol", "SSL");
    assertThat(settings.transactionTimeout()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void compressionIsLz4UnlessSaidOtherwise() {
    assertThat(new ClientSettings(config(Map.of())).producer())
        .containsEntry("compression.type", "lz4");
  }
}
