package dev.doppio.cli.daemon;

import dev.doppio.capture.SourceOutlook;
import dev.doppio.capture.SourceOutlook.Server;
import dev.doppio.schemas.Doppio;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** How the storage node's servers stand, as meters; what is unknown is NaN. */
final class SourceMeters implements MeterBinder {
  private static final String PREFIX = Doppio.METRIC_PREFIX + ".source.";

  private final Supplier<SourceOutlook> outlook;
  private final List<String> addresses;

  /**
   * @param addresses of the servers
   */
  SourceMeters(Supplier<SourceOutlook> outlook, List<String> addresses) {
    this.outlook = outlook;
    this.addresses = List.copyOf(addresses);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder(
            PREFIX + "retention.left.seconds", outlook, now -> now.get().retention().seconds())
        .description(
            "at least so long the server that is read keeps the binlogs that the log still needs;"
                + " infinite where it never purges them")
        .register(registry);
    for (String address : addresses) {
      server(registry, address, "read", "1 for the server that is read", it -> flag(it.read()));
      server(registry, address, "reachable", "1 when it answers", it -> flag(it.reachable()));
      server(
          registry,
          address,
          "lacking.transactions",
          "transactions of the log that it has not executed",
          it -> it.reachable() ? it.lacking().size() : Double.NaN);
      server(
          registry,
          address,
          "errant.transactions",
          "transactions executed there, and neither in the log nor at the server that is read,"
              + " which takes writes",
          it -> it.reachable() ? it.errant().size() : Double.NaN);
    }
  }

  private static double flag(boolean set) {
    return set ? 1 : 0;
  }

  private void server(
      MeterRegistry registry,
      String address,
      String name,
      String help,
      ToDoubleFunction<Server> value) {
    Gauge.builder(PREFIX + "server." + name, outlook, now -> of(now.get(), address, value))
        .tag("server", address)
        .description(help)
        .register(registry);
  }

  private static double of(SourceOutlook outlook, String address, ToDoubleFunction<Server> value) {
    return outlook.servers().stream()
        .filter(server -> server.address().equals(address))
        .mapToDouble(value)
        .findFirst()
        .orElse(Double.NaN);
  }
}
