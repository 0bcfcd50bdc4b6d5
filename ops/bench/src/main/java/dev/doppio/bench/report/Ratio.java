package dev.doppio.bench.report;

import dev.doppio.bench.arm.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How two arms compare. Runs of the same round are compared with each other, so that what disturbs
 * the machine for a while disturbs both.
 *
 * @param what is compared, for people
 * @param value of the one divided by that of the other
 */
public record Ratio(String what, Spread value) {
  /**
   * @param what is compared
   * @param one the runs of the one, round by round
   * @param other the runs of the other, as many
   * @param figure that is compared
   */
  public static Ratio of(
      String what,
      List<Measurement> one,
      List<Measurement> other,
      ToDoubleFunction<Measurement> figure) {
    if (one.size() != other.size()) {
      throw new IllegalArgumentException("both ran in every round, or they can't be compared");
    }
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < one.size(); round++) {
      ratios.add(figure.applyAsDouble(one.get(round)) / figure.applyAsDouble(other.get(round)));
    }
    return new Ratio(what, Spread.of(ratios));
  }
}
