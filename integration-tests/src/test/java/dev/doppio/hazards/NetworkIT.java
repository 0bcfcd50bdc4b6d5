package dev.doppio.hazards;

import dev.doppio.hazards.NetworkFaults.Kind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A line between two parts is cut, late, or silent. */
@Tag("hazard")
final class NetworkIT {
  @ParameterizedTest
  @CsvSource({"applier-MySQL, CUT", "sidecar-Kafka, DELAY", "applier-Kafka, HALF_OPEN"})
  void oneOfAKind(String link, Kind kind) throws Exception {
    SharedFlow.survives(NetworkFaults.of(link, kind));
  }

  @ParameterizedTest
  @Tag("all-cases")
  @CsvSource({
    "sidecar-MySQL, CUT",
    "sidecar-MySQL, DELAY",
    "sidecar-MySQL, HALF_OPEN",
    "sidecar-Kafka, CUT",
    "sidecar-Kafka, HALF_OPEN",
    "applier-Kafka, CUT",
    "applier-Kafka, DELAY",
    "applier-MySQL, DELAY",
    "applier-MySQL, HALF_OPEN"
  })
  void betweenEachPair(String link, Kind kind) throws Exception {
    SharedFlow.survives(NetworkFaults.of(link, kind));
  }
}
