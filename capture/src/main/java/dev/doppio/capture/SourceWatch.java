package dev.doppio.capture;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.config.Endpoint;
import dev.doppio.capture.preflight.EndpointFacts;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.LastTransaction;
import dev.doppio.schemas.source.SourcePosition;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Looks at a storage node's servers, one at a time, the one that is read last: what another has
 * executed before that and the one that is read has not after it, is missing there. One thread
 * steps it.
 */
public final class SourceWatch {
  private final CaptureConfig config;
  private final Supplier<Optional<Endpoint>> inUse;
  private final Function<Endpoint, EndpointFacts> look;
  private final Deque<Endpoint> toDo = new ArrayDeque<>();
  private final Map<Endpoint, EndpointFacts> facts = new HashMap<>();

  /** What the last round did not find where it should be: on its way, or errant. */
  private Map<Endpoint, GtidSet> astray = Map.of();

  SourceWatch(
      CaptureConfig config,
      Supplier<Optional<Endpoint>> inUse,
      Function<Endpoint, EndpointFacts> look) {
    this.config = config;
    this.inUse = inUse;
    this.look = look;
  }

  /**
   * Looks at one server, for some seconds at most.
   *
   * @param position where the log stands; empty while that is unknown
   * @param covered the source's time up to which all is in the log; empty while that is unknown
   * @return present when all have been looked at
   */
  public Optional<SourceOutlook> step(
      Optional<SourcePosition> position, Optional<Instant> covered) {
    Optional<Endpoint> reading = inUse.get();
    if (toDo.isEmpty()) {
      facts.clear();
      toDo.addAll(config.endpoints());
      reading.filter(toDo::remove).ifPresent(toDo::addLast);
    }
    Endpoint next = toDo.removeFirst();
    try {
      facts.put(next, look.apply(next));
    } catch (DoppioException silent) {
      facts.remove(next);
    }
    return toDo.isEmpty() ? Optional.of(outlook(reading, position, covered)) : Optional.empty();
  }

  private SourceOutlook outlook(
      Optional<Endpoint> reading, Optional<SourcePosition> position, Optional<Instant> covered) {
    Optional<EndpointFacts> read = reading.map(facts::get);
    Map<Endpoint, GtidSet> now = new HashMap<>();
    if (read.filter(EndpointFacts::writable).isPresent() && position.isPresent()) {
      GtidSet known = read.get().executed().with(position.get().executed());
      facts.forEach((endpoint, one) -> now.put(endpoint, one.executed().minus(known)));
    }
    Map<Endpoint, GtidSet> before = astray;
    astray = now;
    List<SourceOutlook.Server> servers =
        config.endpoints().stream()
            .map(each -> server(each, reading.filter(each::equals).isPresent(), position, before))
            .toList();
    return new SourceOutlook(
        servers,
        read.map(one -> retention(one, position, covered))
            .orElse(SourceOutlook.Retention.unknown()));
  }

  private SourceOutlook.Server server(
      Endpoint endpoint,
      boolean read,
      Optional<SourcePosition> position,
      Map<Endpoint, GtidSet> before) {
    Optional<EndpointFacts> one = Optional.ofNullable(facts.get(endpoint));
    GtidSet now = astray.getOrDefault(endpoint, GtidSet.empty());
    GtidSet errant = now.minus(now.minus(before.getOrDefault(endpoint, GtidSet.empty())));
    GtidSet lacking =
        one.isPresent() && position.isPresent()
            ? position.get().executed().minus(one.get().executed())
            : GtidSet.empty();
    return new SourceOutlook.Server(endpoint.address(), read, one.isPresent(), lacking, errant);
  }

  /** What is not in the log was committed behind what is, but for what is only prepared. */
  private static SourceOutlook.Retention retention(
      EndpointFacts read, Optional<SourcePosition> position, Optional<Instant> covered) {
    boolean level = position.filter(at -> at.executed().contains(read.executed())).isPresent();
    Optional<Instant> behind =
        level
            ? Optional.of(read.time())
            : covered.or(
                () -> position.flatMap(SourcePosition::last).map(LastTransaction::committedAt));
    Optional<Instant> since = position.flatMap(SourcePosition::preparedSince).or(() -> behind);
    return since
        .map(from -> new SourceOutlook.Retention(true, read.expiry().left(from, read.time())))
        .orElse(new SourceOutlook.Retention(read.expiry().after().isEmpty(), Optional.empty()));
  }
}
