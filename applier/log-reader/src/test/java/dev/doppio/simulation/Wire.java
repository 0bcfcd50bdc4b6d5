package dev.doppio.simulation;

import dev.doppio.logwriter.Ledger;
import dev.doppio.schemas.failure.DoppioException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;

/**
 * Lies between a process and everything outside it, in front of every port and of every port that a
 * port hands out. Each call is a place where the process may die or stand still, and where request
 * or answer may be lost.
 */
final class Wire implements InvocationHandler {
  private static final int LONGEST_STAND = 30;
  private static final int DEEPEST = 2;

  /** After which the judge looks at once: who came first decides what is right. */
  private static final Set<String> TOLD = Set.of("open", "commit", "replace");

  private final Stage stage;
  private final Process process;
  private final Peer peer;
  private final Object port;

  private Wire(Stage stage, Process process, Peer peer, Object port) {
    this.stage = stage;
    this.process = process;
    this.peer = peer;
    this.port = port;
  }

  /** The port as the process has it. */
  static <T> T to(Class<T> type, T port, Peer peer, Process process, Stage stage) {
    Wire wire = new Wire(stage, process, peer, port);
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, wire));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return method.invoke(port, arguments);
    }
    Fate fate = fate(method);
    boolean closing = method.getName().equals("close");
    if (fate == Fate.REQUEST_LOST) {
      return closing ? null : unanswered(method);
    }
    Object answer = call(method, arguments);
    return switch (fate) {
      case DIES_AFTER -> throw died();
      case ANSWER_LOST -> closing ? null : unanswered(method);
      case ANSWERED, DIES_BEFORE, STANDS_STILL, REQUEST_LOST -> wired(method, answer);
    };
  }

  private Fate fate(Method method) {
    alive();
    Fate drawn = process.isMadeApart() ? stage.hazards.drawApart() : stage.hazards.draw();
    if (drawn == Fate.STANDS_STILL) {
      standStill(method);
      return Fate.ANSWERED;
    }
    Fate fate = process.reaches(peer) ? drawn : Fate.REQUEST_LOST;
    if (fate != Fate.ANSWERED) {
      stage.tally.count("call: " + fate + " at " + peer);
      note(method, fate);
    }
    if (fate == Fate.DIES_BEFORE) {
      throw died();
    }
    return fate;
  }

  private void standStill(Method method) {
    if (process.isMadeApart()) {
      stage.tally.count("call: " + Fate.STANDS_STILL + " apart");
      note(method, Fate.STANDS_STILL);
      process.standStill();
      alive();
    } else if (stage.trace.depth() < DEEPEST) {
      stage.tally.count("call: " + Fate.STANDS_STILL + " at " + peer);
      note(method, Fate.STANDS_STILL);
      stage.meanwhile(1 + stage.random.nextInt(LONGEST_STAND));
      alive();
    }
  }

  private void alive() {
    if (!process.isAlive()) {
      throw new Crash();
    }
  }

  private Crash died() {
    process.kill();
    return new Crash();
  }

  private Object unanswered(Method method) {
    throw new DoppioException(peer.unavailable(), "injected: no answer to " + method.getName());
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    try {
      Object answer = method.invoke(port, arguments);
      note(method, "");
      if (TOLD.contains(method.getName())) {
        stage.look();
      }
      return answer;
    } catch (InvocationTargetException e) {
      note(method, "fails: " + e.getCause().getMessage());
      throw e.getCause();
    }
  }

  private void note(Method method, Object outcome) {
    stage.trace.add(
        process.name(),
        method.getDeclaringClass().getSimpleName() + "." + method.getName(),
        outcome);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private Object wired(Method method, Object answer) {
    Class type = method.getReturnType();
    boolean handsOutPort =
        type == Ledger.class || type.isInterface() && AutoCloseable.class.isAssignableFrom(type);
    return handsOutPort ? to(type, answer, peer, process, stage) : answer;
  }
}
