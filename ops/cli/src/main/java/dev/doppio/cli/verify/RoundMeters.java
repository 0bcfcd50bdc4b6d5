package dev.doppio.cli.verify;

import dev.doppio.schemas.Doppio;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Comparisons that follow one another as meters; what is unknown is NaN. */
final class RoundMeters implements MeterBinder {
  private static final String PREFIX = Doppio.METRIC_PREFIX + ".verify.";

  private final Supplier<Rounds> rounds;
  private final Clock clock;

  RoundMeters(Supplier<Rounds> rounds, Clock clock) {
    this.rounds = rounds;
    this.clock = clock;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    counter(registry, "documents", "documents compared", Rounds::compared);
    counter(registry, "passes", "complete comparisons", Rounds::passes);
    gauge(
        registry,
        "differences",
        "differences that the last complete comparison found and did not repair",
        Rounds::differences);
    gauge(
        registry,
        "unsettled.documents",
        "documents that the last complete comparison could not judge",
        Rounds::unsettled);
    gauge(
        registry,
        "last.pass.age.seconds",
        "age of the last complete comparison",
        now -> now.ageSeconds(clock.instant()));
  }

  private void counter(
      MeterRegistry registry, String name, String help, ToDoubleFunction<Rounds> value) {
    FunctionCounter.builder(PREFIX + name, rounds, now -> value.applyAsDouble(now.get()))
        .description(help)
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry, String name, String help, ToDoubleFunction<Rounds> value) {
    Gauge.builder(PREFIX + name, rounds, now -> value.applyAsDouble(now.get()))
        .description(help)
        .register(registry);
  }
}
