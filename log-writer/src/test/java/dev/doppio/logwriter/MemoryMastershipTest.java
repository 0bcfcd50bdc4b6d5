package dev.doppio.logwriter;

import dev.doppio.schemas.log.LogId;
import java.util.UUID;

class MemoryMastershipTest extends MastershipContract {
  private final MemoryLog log = new MemoryLog(() -> new LogId(UUID.randomUUID()));
  private final MemoryLog other = log.ofOtherNode();

  @Override
  protected WritableLog log() {
    return log;
  }

  @Override
  protected WritableLog otherLog() {
    return other;
  }

  @Override
  protected String database() {
    return "shop";
  }
}
