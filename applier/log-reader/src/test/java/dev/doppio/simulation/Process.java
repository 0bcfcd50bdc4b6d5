package dev.doppio.simulation;

import dev.doppio.simulation.judge.Violation;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A process that may die at any call of a port, and then never does anything again. */
abstract class Process {
  private final String name;
  private final Set<Peer> cut = EnumSet.noneOf(Peer.class);
  private Optional<Coroutine> begun = Optional.empty();
  private boolean alive = true;
  private boolean busy;

  Process(String name) {
    this.name = name;
  }

  final String name() {
    return name;
  }

  /** False for ever after it died or ended by itself. */
  final boolean isAlive() {
    return alive;
  }

  /** True while it stands still in the middle of a step. */
  final boolean isBusy() {
    return busy;
  }

  /** True when it may make a step, or go on with one. */
  final boolean isReady() {
    return alive && (!busy || begun.filter(Coroutine::isPaused).isPresent());
  }

  /** It is gone; where it stands still, it finds out when it wants to go on. */
  final void kill() {
    if (alive) {
      alive = false;
      ended();
      begun.filter(Coroutine::isPaused).ifPresent(Coroutine::goOn);
    }
  }

  /** The network between it and a peer breaks. */
  final void cut(Peer peer) {
    cut.add(peer);
  }

  final void heal() {
    cut.clear();
  }

  final boolean reaches(Peer peer) {
    return !cut.contains(peer);
  }

  /** Makes a step, or goes on with the one in which it stood still. */
  final void step() {
    if (begun.isEmpty() && !isApart()) {
      perform();
      return;
    }
    Coroutine step = begun.orElseGet(() -> new Coroutine(this::perform));
    begun = Optional.of(step);
    if (step.goOn()) {
      begun = Optional.empty();
    }
  }

  /** True while a step is made apart: then others may begin and end theirs in the midst of it. */
  final boolean isMadeApart() {
    return begun.isPresent();
  }

  /** In a step that is made apart: goes on at the next call of {@link #step()}. */
  final void standStill() {
    begun.orElseThrow().pause();
  }

  /** True when the next step is to be made apart. */
  boolean isApart() {
    return false;
  }

  private void perform() {
    busy = true;
    try {
      act();
    } catch (Crash dead) {
      kill();
    } catch (RuntimeException e) {
      throw (Violation) new Violation("G8", name + " died of a defect: " + e).initCause(e);
    } finally {
      busy = false;
    }
  }

  /** One step of the production class. */
  abstract void act();

  /** It has died or ended. */
  abstract void ended();
}
