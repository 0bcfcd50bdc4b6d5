import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Adds up the surefire and failsafe reports of all modules: lists every failed and every skipped test with its reason
 * and ends with one line "N passed, N failed, N skipped".
 *
 * <p>Usage: java TestTally.java [--allowed FILE] ROOT. Without --allowed it only tells. With it the exit code is 1 when
 * a test failed, none passed, or one was skipped that FILE does not list.
 */
final class TestTally {
  private enum State {
    PASSED,
    FAILED,
    SKIPPED
  }

  private record Outcome(String test, State state, String reason) {}

  public static void main(String[] args) throws Exception {
    List<String> rest = new ArrayList<>(List.of(args));
    int flag = rest.indexOf("--allowed");
    Optional<Path> allowed = Optional.empty();
    if (flag >= 0 && flag + 1 < rest.size()) {
      allowed = Optional.of(Path.of(rest.remove(flag + 1)));
      rest.remove(flag);
    }
    if (rest.size() != 1) {
      System.err.println("usage: java TestTally.java [--allowed FILE] ROOT");
      System.exit(2);
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (Path report : reports(Path.of(rest.get(0)))) {
      outcomes.addAll(read(report));
    }
    System.exit(tell(outcomes, allowed) ? 0 : 1);
  }

  private static List<Path> reports(Path root) throws IOException {
    try (Stream<Path> all = Files.find(root, 6, (file, attributes) -> isReport(file))) {
      return all.sorted().toList();
    }
  }

  /** A report whose test class is still compiled: what is left of a deleted test counts for nothing. */
  private static boolean isReport(Path file) {
    String name = file.getFileName().toString();
    if (!name.startsWith("TEST-") || !name.endsWith(".xml")) {
      return false;
    }
    Path folder = file.getParent();
    if (!folder.endsWith("surefire-reports") && !folder.endsWith("failsafe-reports")) {
      return false;
    }
    String type = name.substring("TEST-".length(), name.length() - ".xml".length());
    Path compiled = Path.of("test-classes", type.replace('.', '/') + ".class");
    return Files.exists(folder.resolveSibling(compiled));
  }

  private static List<Outcome> read(Path report) throws Exception {
    NodeList cases =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getElementsByTagName("testcase");
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < cases.getLength(); i++) {
      outcomes.add(outcome((Element) cases.item(i)));
    }
    // Surefire writes an empty report, with no reason, for a class that gives up before its first test.
    if (outcomes.isEmpty()) {
      String type = report.getFileName().toString().replaceAll("^TEST-|\\.xml$", "");
      outcomes.add(new Outcome(type + "#", State.SKIPPED, "none of its tests ran: see its output"));
    }
    return outcomes;
  }

  private static Outcome outcome(Element test) {
    String name = test.getAttribute("classname") + "#" + test.getAttribute("name");
    Optional<Element> failed = child(test, "failure").or(() -> child(test, "error"));
    if (failed.isPresent()) {
      return new Outcome(name, State.FAILED, reason(failed.get()));
    }
    return child(test, "skipped")
        .map(skipped -> new Outcome(name, State.SKIPPED, reason(skipped)))
        .orElseGet(() -> new Outcome(name, State.PASSED, ""));
  }

  private static Optional<Element> child(Element parent, String tag) {
    return Optional.ofNullable((Element) parent.getElementsByTagName(tag).item(0));
  }

  private static String reason(Element element) {
    String message = element.getAttribute("message");
    String text = message.isBlank() ? element.getTextContent() : message;
    String first = text.strip().lines().findFirst().orElse("no reason given");
    return first.replaceFirst("^org\\.opentest4j\\.TestAbortedException: ", "");
  }

  private static boolean tell(List<Outcome> outcomes, Optional<Path> allowedFile) throws IOException {
    List<Pattern> allowed = allowedFile.isPresent() ? patterns(allowedFile.get()) : List.of();
    boolean good = true;
    int[] counts = new int[State.values().length];
    for (Outcome outcome : outcomes) {
      counts[outcome.state().ordinal()]++;
      String line = outcome.state() + ": " + outcome.test() + ": " + outcome.reason();
      switch (outcome.state()) {
        case PASSED -> {}
        case FAILED -> {
          good = false;
          System.out.println(line);
        }
        case SKIPPED -> {
          boolean listed = allowed.stream().anyMatch(p -> p.matcher(outcome.test()).matches());
          good &= listed;
          boolean refused = allowedFile.isPresent() && !listed;
          System.out.println(line + (refused ? " (not in " + allowedFile.get() + ")" : ""));
        }
      }
    }
    int passed = counts[State.PASSED.ordinal()];
    System.out.printf(
        "%d passed, %d failed, %d skipped%n",
        passed, counts[State.FAILED.ordinal()], counts[State.SKIPPED.ordinal()]);
    return allowedFile.isEmpty() || good && passed > 0;
  }

  /** One test a line, as class#method; * stands for anything; a line that starts with # is a comment. */
  private static List<Pattern> patterns(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(line -> Pattern.compile(Pattern.quote(line).replace("*", "\\E.*\\Q")))
        .toList();
  }
}
