package dev.doppio.schemas.log;

/**
 * Place of a run in its partition. The generation rises with each change of mastership, the
 * sequence by one with each run inside a generation.
 *
 * @param generation 1 to 2^20-1
 * @param sequence 0 (the opening) to 2^43-1
 */
public record Scn(int generation, long sequence) implements Comparable<Scn> {
  private static final int SEQUENCE_BITS = 43;

  /** Highest generation: 20 bits. */
  public static final int MAX_GENERATION = (1 << 20) - 1;

  /** Highest sequence: 43 bits. */
  public static final long MAX_SEQUENCE = (1L << SEQUENCE_BITS) - 1;

  public Scn {
    if (generation < 1 || generation > MAX_GENERATION) {
      throw new IllegalArgumentException(
          "generation " + generation + " is not in 1.." + MAX_GENERATION);
    }
    if (sequence < 0 || sequence > MAX_SEQUENCE) {
      throw new IllegalArgumentException("sequence " + sequence + " is not in 0.." + MAX_SEQUENCE);
    }
  }

  /** The opening of a generation. */
  public static Scn opening(int generation) {
    return new Scn(generation, 0);
  }

  /** Reads {@code generation:sequence}. */
  public static Scn parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("'" + text + "' is not generation:sequence, as in 3:101");
    }
    return new Scn(
        Integer.parseInt(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
  }

  /** Reads {@link #packed()}. */
  public static Scn unpack(long packed) {
    return new Scn((int) (packed >>> SEQUENCE_BITS), packed & MAX_SEQUENCE);
  }

  /** The run after this one in the same generation. */
  public Scn next() {
    return new Scn(generation, sequence + 1);
  }

  /** True when this run is an earlier one of the same partition. */
  public boolean isBefore(Scn other) {
    return compareTo(other) < 0;
  }

  /** True when this is the run right after {@code other} in the same generation. */
  public boolean follows(Scn other) {
    return generation == other.generation && sequence == other.sequence + 1;
  }

  /** One long that sorts like the SCN: 20 bits of generation, 43 of sequence; never negative. */
  public long packed() {
    return ((long) generation << SEQUENCE_BITS) | sequence;
  }

  @Override
  public int compareTo(Scn other) {
    return Long.compare(packed(), other.packed());
  }

  @Override
  public String toString() {
    return generation + ":" + sequence;
  }
}
