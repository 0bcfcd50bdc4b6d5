package dev.doppio.cli.status;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.DaemonConfiguration;
import dev.doppio.cli.config.ReadableLog;
import dev.doppio.cli.config.SidecarSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at everything that the given configurations speak of. Each look opens what it needs and
 * closes it; what does not answer is a trouble of the status, never a failure. Used by one thread.
 */
public final class Survey {
  private final List<CopySurvey> copies = new ArrayList<>();
  private final Optional<Duration> mostLag;

  /**
   * @param configurations of sidecars and appliers; those of one copy of the log go together
   * @param mostLag of a consumer that is no trouble yet; empty for any
   */
  public Survey(List<DaemonConfiguration> configurations, Optional<Duration> mostLag) {
    this.mostLag = mostLag;
    ConsoleClient consoles = new ConsoleClient();
    configurations.forEach(configuration -> add(configuration, consoles));
  }

  private void add(DaemonConfiguration configuration, ConsoleClient consoles) {
    ReadableLog log = ReadableLog.of(configuration);
    CopySurvey copy =
        copies.stream()
            .filter(known -> known.isOf(log))
            .findFirst()
            .orElseGet(
                () -> {
                  copies.add(new CopySurvey(log, consoles));
                  return copies.get(copies.size() - 1);
                });
    copy.with(log);
    configuration.match(
        new DaemonConfiguration.Cases<CopySurvey>() {
          @Override
          public CopySurvey sidecar(SidecarSettings settings) {
            return copy.with(settings);
          }

          @Override
          public CopySurvey applier(ApplySettings settings) {
            return copy.with(settings);
          }
        });
  }

  /** How everything stands now. */
  public Status look() {
    List<LogStatus> logs = new ArrayList<>();
    List<ConsumerStatus> consumers = new ArrayList<>();
    for (CopySurvey copy : copies) {
      CopySurvey.Found found = copy.look();
      logs.add(found.log());
      consumers.addAll(found.consumers());
    }
    return new Status(logs, consumers, mostLag);
  }
}
