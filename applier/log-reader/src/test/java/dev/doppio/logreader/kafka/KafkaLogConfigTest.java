package dev.doppio.logreader.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KafkaLogConfigTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "isolation.level",
        "enable.auto.commit",
        "auto.offset.reset",
        "value.deserializer",
        "group.id",
        "allow.auto.create.topics",
        "interceptor.classes"
      })
  void whatTheGuaranteesRestOnCanNotBeSet(String property) {
    assertRefused(Map.of("bootstrap.servers", "a:1", property, "x"), "kafka." + property);
  }

  @Test
  void brokersHaveToBeNamed() {
    assertRefused(Map.of(), "kafka.bootstrap.servers");
  }

  @Test
  void everythingElsePassesThroughAndNothingOfItIsPrinted() {
    Map<String, String> properties = new HashMap<>();
    properties.put("bootstrap.servers", "a:1,b:2");
    properties.put("sasl.jaas.config", "secret");
    KafkaLogConfig config = config(properties);
    assertThat(config.properties()).isEqualTo(properties);
    assertThat(config.toString()).contains("a:1,b:2").doesNotContain("secret");
  }

  @Test
  void aPropertyThatKafkaDoesNotTakeIsAnErrorOfTheConfiguration() {
    assertRefused(
        Map.of("bootstrap.servers", "a:1", "security.protocol", "?"), "security.protocol");
    assertRefused(
        Map.of("bootstrap.servers", "a:1", "fetch.min.byte", "1"), "kafka.fetch.min.byte");
  }

  private static void assertRefused(Map<String, String> properties, String... saying) {
    assertThatThrownBy(() -> config(properties))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CONFIGURATION))
        .hasMessageContainingAll(saying);
  }

  private static KafkaLogConfig config(Map<String, String> properties) {
    return new KafkaLogConfig("doppio", Map.of(), Duration.ofSeconds(1), properties);
  }
}
