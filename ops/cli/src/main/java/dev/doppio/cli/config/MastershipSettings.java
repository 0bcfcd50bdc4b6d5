package dev.doppio.cli.config;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Section {@code mastership}: what a change of mastership does outside Doppio.
 *
 * @param blockWrites command that keeps applications from writing to a partition at this node
 * @param admitWrites command that lets them
 * @param hookTimeLimit how long either may take
 */
public record MastershipSettings(
    Optional<String> blockWrites, Optional<String> admitWrites, Duration hookTimeLimit) {
  public MastershipSettings {
    Objects.requireNonNull(blockWrites);
    Objects.requireNonNull(admitWrites);
    if (hookTimeLimit.isZero()) {
      throw new IllegalArgumentException("hooks.time-limit is 0; give them a second at least");
    }
  }

  static Value<MastershipSettings> read(Section section) {
    Section hooks = section.section("hooks");
    Value<Optional<String>> block = hooks.maybe("block-writes", Kind.TEXT);
    Value<Optional<String>> admit = hooks.maybe("admit-writes", Kind.TEXT);
    Value<Duration> limit = hooks.optional("time-limit", Kind.DURATION, Duration.ofSeconds(30));
    return section.build(() -> new MastershipSettings(block.get(), admit.get(), limit.get()));
  }
}
