package dev.doppio.simulation;

import dev.doppio.simulation.judge.Violation;
import java.util.EnumSet;
import java.util.Set;

/** A process that may die at any call of a port, and then never does anything again. */
abstract class Process {
  private final String name;
  private final Set<Peer> cut = EnumSet.noneOf(Peer.class);
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

  /** It is gone; where it stands still, it finds out when it wants to go on. */
  final void kill() {
    if (alive) {
      alive = false;
      ended();
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

  final void step() {
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
