package dev.doppio.schemas.log;

/**
 * The generation of a partition: rises with each change of mastership, so that what an earlier
 * master writes late can't count.
 *
 * @param number 1 to {@link Scn#MAX_GENERATION}
 */
public record Generation(int number) implements Comparable<Generation> {
  /**
   * So many generations a datacenter may give out by itself before another one, cut off from it,
   * goes on above them.
   */
  private static final int OF_ONE_DATACENTER = 1024;

  public Generation {
    if (number < 1 || number > Scn.MAX_GENERATION) {
      throw new IllegalArgumentException(
          "generation " + number + " is not in 1.." + Scn.MAX_GENERATION);
    }
  }

  /** Of a partition that nobody has mastered yet. */
  public static Generation first() {
    return new Generation(1);
  }

  /** The generation that a run belongs to. */
  public static Generation of(Scn scn) {
    return new Generation(scn.generation());
  }

  /**
   * After a change of mastership inside a datacenter.
   *
   * @throws IllegalStateException at a multiple of 1,024: a datacenter that believes this one lost
   *     may have given that out
   */
  public Generation next() {
    if ((number + 1) % OF_ONE_DATACENTER == 0) {
      throw new IllegalStateException(
          "generation "
              + number
              + " is the last one that this datacenter may give out by itself; go on at "
              + (number + 1)
              + " with 'take --unplanned --lost-datacenter', when no other datacenter masters the"
              + " partition");
    }
    return new Generation(number + 1);
  }

  /**
   * After a datacenter whose ledger can't be reached: the next multiple of 1,024, above all that
   * the lost side can have given out.
   */
  public Generation afterLostDatacenter() {
    return new Generation((number / OF_ONE_DATACENTER + 1) * OF_ONE_DATACENTER);
  }

  /** The place of its first run. */
  public Scn opening() {
    return Scn.opening(number);
  }

  @Override
  public int compareTo(Generation other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Integer.toString(number);
  }
}
