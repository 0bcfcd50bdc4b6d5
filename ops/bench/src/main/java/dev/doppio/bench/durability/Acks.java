package dev.doppio.bench.durability;

/** When a producer takes a record for written. */
public enum Acks {
  /** When it is sent. */
  NONE("0"),
  /** When the leader has it. */
  LEADER("1"),
  /** When all replicas in sync have it, two at least. The only one that Doppio runs with. */
  ALL("all");

  private final String setting;

  Acks(String setting) {
    this.setting = setting;
  }

  /** Value of the producer's setting {@code acks}. */
  String setting() {
    return setting;
  }
}
