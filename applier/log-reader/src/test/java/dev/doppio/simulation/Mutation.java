package dev.doppio.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A rule of ours broken on purpose, in the source of the classes that ship. The simulation has to
 * find it.
 *
 * @param name what is done wrong
 * @param edits of one file or several
 */
record Mutation(String name, List<Edit> edits) {
  Mutation {
    edits = List.copyOf(edits);
  }

  /**
   * A replacement. Where the rule has moved, the text is not there any more, and the mutation has
   * to follow.
   *
   * @param file its source
   * @param text whole lines that stand there once
   * @param wrong lines that take their place
   */
  record Edit(Path file, String text, String wrong) {
    private String in(String source) {
      int at = source.indexOf(text);
      if (at < 0 || source.indexOf(text, at + 1) >= 0) {
        throw new AssertionError(
            file + " does not hold this once; let the mutation follow its rule:\n" + text);
      }
      return source.replace(text, wrong);
    }
  }

  /** The mutated sources by file. */
  Map<Path, String> sources() {
    Map<Path, String> sources = new LinkedHashMap<>();
    for (Edit edit : edits) {
      sources.put(edit.file(), edit.in(sources.computeIfAbsent(edit.file(), Mutation::read)));
    }
    return sources;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError("no source of a rule at " + file.toAbsolutePath(), e);
    }
  }
}
