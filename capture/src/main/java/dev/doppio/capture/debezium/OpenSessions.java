package dev.doppio.capture.debezium;

import dev.doppio.capture.stream.Session;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sessions by the id under which the parts that Debezium makes by class name find theirs, {@link
 * #ID} in their configuration. Thread-safe.
 */
final class OpenSessions {
  static final String ID = "doppio.session";

  private static final Map<String, Session> OPEN = new ConcurrentHashMap<>();
  private static final AtomicLong NEXT = new AtomicLong();

  private OpenSessions() {}

  /** From now on the session is found by the id that is returned. */
  static String add(Session session) {
    String id = Long.toString(NEXT.incrementAndGet());
    OPEN.put(id, session);
    return id;
  }

  static Session find(String id) {
    return Optional.ofNullable(OPEN.get(id))
        .orElseThrow(() -> new IllegalStateException("capture session " + id + " is closed"));
  }

  /** Idempotent. */
  static void remove(String id) {
    OPEN.remove(id);
  }
}
