package dev.doppio.logwriter;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;

/**
 * A log around which something happens at one of its calls, counted over log, sessions and ledger:
 * the process dies there, or another node acts. Every pair of neighbouring calls can thus be
 * parted.
 */
final class TappedLog {
  private static final Set<Class<?>> PORTS =
      Set.of(WritableLog.Session.class, LogView.class, Ledger.class);

  private final int at;
  private final Runnable action;
  private int calls;
  private boolean dead;

  /** What a killed process does not survive. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Killed() {
      super("killed");
    }
  }

  private TappedLog(int at, Runnable action) {
    this.at = at;
    this.action = action;
  }

  /** Runs the action before the call with this number, from 1. */
  static Tap before(int call, WritableLog log, Runnable action) {
    TappedLog tapped = new TappedLog(call, action);
    return new Tap(tapped, (WritableLog) tapped.around(log, WritableLog.class));
  }

  /** A tapped log, and whether its place was reached. */
  record Tap(TappedLog state, WritableLog log) {
    boolean reached() {
      return state.calls >= state.at;
    }
  }

  private Object around(Object port, Class<?> type) {
    InvocationHandler handler = (proxy, method, arguments) -> call(port, method, arguments);
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }

  private Object call(Object port, Method method, Object[] arguments) throws Throwable {
    if (dead) {
      throw new Killed();
    }
    calls++;
    if (calls == at) {
      try {
        action.run();
      } catch (Killed e) {
        dead = true;
        throw e;
      }
    }
    try {
      Object result = method.invoke(port, arguments);
      return PORTS.contains(method.getReturnType())
          ? around(result, method.getReturnType())
          : result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
