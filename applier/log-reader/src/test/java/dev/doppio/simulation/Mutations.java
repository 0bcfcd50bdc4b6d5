package dev.doppio.simulation;

import dev.doppio.simulation.Mutation.Edit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads {@code mutations.txt}. */
final class Mutations {
  private static final Map<String, Path> SOURCES =
      Map.of(
          "reader", Path.of("src/main/java/dev/doppio/logreader"),
          "writer", Path.of("../../log-writer/src/main/java/dev/doppio/logwriter"));
  private static final Pattern NAME = Pattern.compile("(?m)^= ");
  private static final Pattern FILE = Pattern.compile("(?m)^@ ");

  private Mutations() {}

  static List<Mutation> all() {
    return NAME.splitAsStream(text()).skip(1).map(Mutations::mutation).toList();
  }

  private static Mutation mutation(String text) {
    List<Edit> edits = FILE.splitAsStream(text).skip(1).map(Mutations::edit).toList();
    return new Mutation(text.lines().findFirst().orElseThrow(), edits);
  }

  private static Edit edit(String text) {
    String[] module = text.lines().findFirst().orElseThrow().split(" ");
    Path file = SOURCES.get(module[0]).resolve(module[1] + ".java");
    return new Edit(file, lines(text, '-'), lines(text, '+'));
  }

  private static String lines(String text, char mark) {
    return Arrays.stream(text.split("\n"))
        .filter(line -> !line.isEmpty() && line.charAt(0) == mark)
        .map(line -> line.substring(1) + "\n")
        .collect(Collectors.joining());
  }

  private static String text() {
    try (InputStream in = Mutations.class.getResourceAsStream("mutations.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
