package dev.doppio.capture;

import dev.doppio.capture.config.CaptureEngine;

/** The engine on the client library alone. */
final class BinlogCaptureIT extends CaptureContract {
  @Override
  CaptureEngine engine() {
    return CaptureEngine.BINLOG;
  }
}
