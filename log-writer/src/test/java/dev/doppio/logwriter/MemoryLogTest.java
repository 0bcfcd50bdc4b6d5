package dev.doppio.logwriter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.log.LogId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MemoryLogTest extends WritableLogContract {
  private final MemoryLog log = new MemoryLog(() -> new LogId(UUID.randomUUID()));

  @Override
  protected WritableLog log() {
    return log;
  }

  @Override
  protected String database() {
    return "shop";
  }

  @Test
  void aLogMadeAgainIsAnother() {
    LogId first = log.logId("shop");
    log.recreate("shop");
    assertThat(log.logId("shop")).isNotEqualTo(first);
  }
}
