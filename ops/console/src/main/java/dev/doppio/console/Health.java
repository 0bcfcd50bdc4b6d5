package dev.doppio.console;

import java.util.List;

/** What a daemon says of itself. Called by any thread, must not block. */
public interface Health {
  /** False when nothing but a restart can help. */
  boolean live();

  /** What keeps the daemon from being ready, each as a sentence; empty when it is. */
  List<String> obstacles();

  /** Who the daemon is and how it does, as a JSON object. */
  String status();
}
