package dev.doppio.capture;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.config.Endpoint;
import dev.doppio.capture.preflight.Coverage;
import dev.doppio.capture.preflight.EndpointFacts;
import dev.doppio.capture.preflight.Finding;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.source.SourcePosition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of a storage node's servers is read: the first that takes writes, has executed what the log
 * has and has not purged what it lacks; else the first of those that take none. It is kept until it
 * is lost. Thread-safe.
 */
final class Endpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);

  /** What may be otherwise at another server; what passes soonest comes first. */
  private static final List<FailureKind> OF_ONE_SERVER =
      List.of(
          FailureKind.SOURCE_UNAVAILABLE, FailureKind.SOURCE_DENIED, FailureKind.SOURCE_REFUSED);

  private final CaptureConfig config;
  private final Function<Endpoint, EndpointFacts> look;
  private volatile Optional<Endpoint> inUse = Optional.empty();

  /**
   * @param look asks a server; throws SOURCE_UNAVAILABLE, SOURCE_DENIED or SOURCE_REFUSED
   */
  Endpoints(CaptureConfig config, Function<Endpoint, EndpointFacts> look) {
    this.config = config;
    this.look = look;
  }

  /** The server that was chosen last; empty before the first. */
  Optional<Endpoint> inUse() {
    return inUse;
  }

  /**
   * Tries one server after the other.
   *
   * @param after where the log stands; empty on the first start
   * @param attempt uses the configuration's endpoint
   * @throws DoppioException SOURCE_UNAVAILABLE when none can be used and one of them may be later,
   *     SOURCE_DENIED when one of them may let this account in later, SOURCE_REFUSED when all have
   *     refused; other kinds as they are
   */
  <T> T first(Optional<SourcePosition> after, Function<CaptureConfig, T> attempt) {
    if (config.endpoints().size() == 1) {
      inUse = Optional.of(config.endpoint());
      return attempt.apply(config);
    }
    Round<T> round = new Round<>(attempt);
    List<Endpoint> readOnly = new ArrayList<>();
    for (Endpoint endpoint : config.endpoints()) {
      Optional<Boolean> writable = round.judge(endpoint, after);
      if (writable.isPresent() && !writable.get()) {
        readOnly.add(endpoint);
      } else if (writable.isPresent() && round.serves(endpoint)) {
        return round.result();
      }
    }
    for (Endpoint endpoint : readOnly) {
      if (round.serves(endpoint)) {
        return round.result();
      }
    }
    throw round.failure();
  }

  /** One search. */
  private final class Round<T> {
    private final Function<CaptureConfig, T> attempt;
    private final List<String> reasons = new ArrayList<>();
    private final Set<FailureKind> kinds = EnumSet.of(FailureKind.SOURCE_REFUSED);
    private Optional<T> result = Optional.empty();

    Round(Function<CaptureConfig, T> attempt) {
      this.attempt = attempt;
    }

    T result() {
      return result.orElseThrow();
    }

    /** Whether it takes writes; empty when it can't be used. */
    Optional<Boolean> judge(Endpoint endpoint, Optional<SourcePosition> after) {
      try {
        EndpointFacts facts = look.apply(endpoint);
        List<Finding> against =
            after
                .map(at -> Coverage.judge(facts.address(), facts.executed(), facts.purged(), at))
                .orElse(List.of());
        against.forEach(finding -> reasons.add(finding.toString()));
        return against.isEmpty() ? Optional.of(facts.writable()) : Optional.empty();
      } catch (DoppioException e) {
        passOver(endpoint, e);
        return Optional.empty();
      }
    }

    boolean serves(Endpoint endpoint) {
      try {
        result = Optional.of(attempt.apply(config.at(endpoint)));
        inUse = Optional.of(endpoint);
        reasons.forEach(why -> LOG.warn("storage node {}, passed over: {}", config.node(), why));
        return true;
      } catch (DoppioException e) {
        passOver(endpoint, e);
        return false;
      }
    }

    private void passOver(Endpoint endpoint, DoppioException why) {
      if (!OF_ONE_SERVER.contains(why.kind())) {
        throw why;
      }
      kinds.add(why.kind());
      reasons.add(endpoint.address() + ": " + why.getMessage());
    }

    DoppioException failure() {
      return new DoppioException(
          OF_ONE_SERVER.stream().filter(kinds::contains).findFirst().orElseThrow(),
          "storage node "
              + config.node()
              + " has no server to go on with:\n- "
              + String.join("\n- ", reasons));
    }
  }
}
