package dev.doppio.cli.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A pipeline and the agents that step it. Its end is theirs first: the pipeline is closed when none
 * of them is in a step any more, and is left to the end of the process when one does not come back.
 * Started once, closed once; used by one thread.
 */
final class Crew implements AutoCloseable {
  /** Of the time to drain: for the steps in hand, and for what an interrupt ends. */
  private static final int STEPS_SHARE = 4;

  private static final int INTERRUPTED_SHARE = 1;
  private static final int SHARES = 6;

  /** Bounds how late is what nobody wakes an agent for: a commit that has come of age, a retry. */
  private static final Duration LONGEST_REST = Duration.ofMillis(20);

  private static final Duration SHORTEST_REST = Duration.ofMillis(1);

  private final Pipeline pipeline;
  private final Duration drainWithin;
  private final List<Agent> agents;

  /**
   * @param pipeline closed with the crew
   * @param drainWithin bound of {@link #close()}, except for what closing the pipeline takes
   * @param onFailure told on an agent's thread when its duty fails
   */
  Crew(Pipeline pipeline, Duration drainWithin, Runnable onFailure) {
    this.pipeline = pipeline;
    this.drainWithin = drainWithin;
    this.agents = pipeline.duties().stream().map(duty -> agent(duty, onFailure)).toList();
  }

  private Agent agent(Duty duty, Runnable onFailure) {
    Backoff rest = new Backoff(SHORTEST_REST, LONGEST_REST);
    return new Agent(duty, rest, duty.feeds() ? this::wake : () -> {}, onFailure);
  }

  private void wake() {
    agents.forEach(Agent::wake);
  }

  void start() {
    agents.forEach(Agent::start);
  }

  /** What ended a duty before its time: the first of these in the order of the data. */
  Optional<Throwable> failure() {
    return agents.stream().flatMap(agent -> agent.failure().stream()).findFirst();
  }

  /**
   * Has every agent finish what is in hand, then closes the pipeline.
   *
   * @throws IllegalStateException with all that was left undone, one a line
   */
  @Override
  public void close() {
    agents.forEach(Agent::stop);
    List<Agent> late = notEndedWithin(drainWithin.multipliedBy(STEPS_SHARE).dividedBy(SHARES));
    late.forEach(Agent::interrupt);
    List<Agent> stuck =
        notEndedWithin(drainWithin.multipliedBy(INTERRUPTED_SHARE).dividedBy(SHARES));
    List<String> undone = new ArrayList<>();
    late.forEach(agent -> undone.add(agent.name() + " did not end its step in time"));
    undone.addAll(pipeline.undone());
    if (stuck.isEmpty()) {
      pipeline.close();
    }
    if (!undone.isEmpty()) {
      throw new IllegalStateException(String.join("\n", undone));
    }
  }

  private List<Agent> notEndedWithin(Duration bound) {
    long deadline = System.nanoTime() + bound.toNanos();
    return agents.stream()
        .filter(agent -> !agent.endsWithin(Duration.ofNanos(deadline - System.nanoTime())))
        .toList();
  }
}
