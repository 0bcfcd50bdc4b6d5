package dev.doppio.bench.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.bench.profile.Profile.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProfileTest {
  @Test
  void theJdkCountsForItsCallerAndTheTopForItself() {
    Profile profile = new Profile();
    Frame copy = new Frame("java.util.Arrays", "copyOf");
    Frame encode = new Frame("dev.doppio.schemas.change.ChangeCodec", "encode");
    Frame run = new Frame("java.lang.Thread", "run");
    for (int i = 0; i < 3; i++) {
      profile.count("log-writer", List.of(copy, encode, run));
    }
    profile.count("blc-7", List.of(new Frame("com.github.shyiko.mysql.Client", "read"), run));

    List<String> lines = profile.lines(10);

    assertThat(lines)
        .contains("4 samples of Java threads at work")
        .contains("     75.0 %  schemas", "     25.0 %  client library")
        .contains("     75.0 %  schemas  ChangeCodec.encode")
        .contains("     75.0 %  Arrays.copyOf")
        .containsSubsequence(
            "  by our method that called, however deep", "     75.0 %  schemas  ChangeCodec.encode")
        .contains("     75.0 %  log-writer", "     25.0 %  blc-N");
  }

  @Test
  void theLongestPrefixTellsTheOwner() {
    assertThat(Owners.of("dev.doppio.capture.debezium.NodeStream"))
        .isEqualTo("capture: debezium engine");
    assertThat(Owners.of("dev.doppio.capture.Capture")).isEqualTo("capture");
    assertThat(Owners.of("org.apache.kafka.connect.data.Struct")).isEqualTo("Kafka Connect API");
    assertThat(Owners.of("org.apache.kafka.clients.producer.KafkaProducer"))
        .isEqualTo("Kafka client");
    assertThat(Owners.of("some.thing.Else")).isEqualTo("other");
    assertThat(Owners.isJdk("jdk.internal.misc.Unsafe")).isTrue();
  }

  @Test
  void onlyTheLargestSharesAreShown() {
    Profile profile = new Profile();
    for (int i = 0; i < 20; i++) {
      profile.count("t", List.of(new Frame("some.Thing", "method" + (char) ('a' + i))));
    }

    assertThat(profile.lines(3)).filteredOn(line -> line.contains("Thing.method")).hasSize(3 + 3);
  }
}
