package dev.doppio.simulation.judge;

/** Where a run stands: generation and sequence. */
public record Place(int generation, long sequence) {
  boolean follows(Place other) {
    return generation == other.generation && sequence == other.sequence + 1;
  }

  @Override
  public String toString() {
    return generation + ":" + sequence;
  }
}
