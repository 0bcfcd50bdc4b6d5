package dev.doppio.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.failure.DoppioException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LoggingTest {
  @Test
  void aFormOfTheLogThatIsNoneIsRefusedAndNotSilence() {
    assertThatThrownBy(() -> Logging.checkFormat(Map.of("DOPPIO_LOG_FORMAT", "xml")))
        .isInstanceOf(DoppioException.class)
        .hasMessage("DOPPIO_LOG_FORMAT is xml: the log is written as text or as json");
  }

  @Test
  void bothFormsAreTakenAndTextIsTheDefault() {
    for (Map<String, String> environment :
        List.of(
            Map.<String, String>of(),
            Map.of("DOPPIO_LOG_FORMAT", "text"),
            Map.of("DOPPIO_LOG_FORMAT", "json"))) {
      assertThatCode(() -> Logging.checkFormat(environment)).doesNotThrowAnyException();
    }
  }
}
