package dev.doppio.cli.config;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.util.LinkedHashSet;
import java.util.Set;

/** All that is wrong with a configuration, in the order in which it was found. */
final class Problems {
  private final Set<String> sentences = new LinkedHashSet<>();

  /** What is wrong at a path, and how to mend it. */
  void add(String path, String sentence) {
    sentences.add(path.isEmpty() ? sentence : path + ": " + sentence);
  }

  /** Ends the reading of the configuration if anything is wrong. */
  void throwIfAny(String where) {
    if (sentences.isEmpty()) {
      return;
    }
    String count = sentences.size() == 1 ? "1 problem" : sentences.size() + " problems";
    throw new DoppioException(
        FailureKind.CONFIGURATION,
        where + " has " + count + ":\n  - " + String.join("\n  - ", sentences));
  }
}
