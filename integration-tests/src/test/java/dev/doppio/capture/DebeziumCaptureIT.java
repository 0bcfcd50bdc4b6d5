package dev.doppio.capture;

import dev.doppio.capture.config.CaptureEngine;
import org.junit.jupiter.api.Tag;

/** The Debezium engine, whose stream the other one shares. */
@Tag("all-cases")
final class DebeziumCaptureIT extends CaptureContract {
  @Override
  CaptureEngine engine() {
    return CaptureEngine.DEBEZIUM;
  }
}
