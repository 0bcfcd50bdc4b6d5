package dev.doppio.bench.apply;

import dev.doppio.bench.arm.Measurement;
import dev.doppio.bench.report.ArmFigures;
import dev.doppio.bench.report.Ratio;
import dev.doppio.bench.workload.Backlog;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** Arms on one backlog: choosing the best of several, then round by round. One thread. */
final class Race {
  private final Backlog backlog;
  private final Consumer<String> say;
  private final Map<String, List<Measurement>> measured = new LinkedHashMap<>();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<ArmFigures> grid = new ArrayList<>();
  private int runs;

  Race(Backlog backlog, Consumer<String> say) {
    this.backlog = backlog;
    this.say = say;
  }

  /** The quickest; of one there is nothing to try. */
  <A extends ApplyArm> A best(List<A> arms) throws SQLException, InterruptedException {
    if (arms.size() == 1) {
      return arms.get(0);
    }
    List<ArmFigures> tried = new ArrayList<>();
    for (A arm : arms) {
      tried.add(ArmFigures.of(arm.name(), arm.settings(), backlog, List.of(measure(arm))));
    }
    grid.addAll(tried);
    ArmFigures quickest =
        tried.stream()
            .max(Comparator.comparing(each -> each.rowsPerSecond().median()))
            .orElseThrow();
    return arms.get(tried.indexOf(quickest));
  }

  /** Each round begins with another arm: none is always behind the same one. */
  void rounds(List<ApplyArm> arms, int rounds) throws SQLException, InterruptedException {
    for (ApplyArm arm : arms) {
      settings.put(arm.name(), arm.settings());
      measured.put(arm.name(), new ArrayList<>());
    }
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < arms.size(); turn++) {
        ApplyArm arm = arms.get((turn + round) % arms.size());
        measured.get(arm.name()).add(measure(arm));
      }
    }
  }

  Measurement measure(ApplyArm arm) throws SQLException, InterruptedException {
    Measurement measurement = arm.apply(backlog, ++runs);
    say.accept(
        String.format(
            Locale.ROOT,
            "%-14s %,9.0f rows/s; CPU a row %6.1f us, %6.1f us of the replica's; %5.0f MB; %s",
            arm.name(),
            measurement.rowsPerSecond(),
            measurement.cpuSecondsPerMillionRows(Measurement.OWN),
            measurement.cpuSecondsPerMillionRows(Measurement.MYSQL),
            measurement.peakRssBytes() / 1e6,
            arm.settings().split(";")[0]));
    return measurement;
  }

  List<ArmFigures> figures() {
    List<ArmFigures> all = new ArrayList<>();
    measured.forEach(
        (arm, runsOfIt) -> all.add(ArmFigures.of(arm, settings.get(arm), backlog, runsOfIt)));
    return all;
  }

  List<ArmFigures> grid() {
    return grid;
  }

  /** Between two arms; none where one of them did not run. */
  List<Ratio> ratio(String one, String other, String figure, ToDoubleFunction<Measurement> value) {
    return measured.containsKey(one) && measured.containsKey(other)
        ? List.of(
            Ratio.of(
                one + " / " + other + ", " + figure, measured.get(one), measured.get(other), value))
        : List.of();
  }
}
