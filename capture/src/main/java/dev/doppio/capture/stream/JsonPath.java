package dev.doppio.capture.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in a JSON document, as MySQL prints it: {@code $.a."b c"[3][last-1]}. */
final class JsonPath {
  private static final Pattern LEG =
      Pattern.compile(
          "\\.\"((?:[^\"\\\\]|\\\\.)*)\"|\\.([^.\\[\"]+)|\\[(?:(last)(?:-(\\d+))?|(\\d+))\\]",
          Pattern.DOTALL);

  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))", Pattern.DOTALL);

  private final List<Leg> legs;

  /**
   * A step: by name into an object, or by number into an array.
   *
   * @param name empty for a number
   * @param number from 0
   * @param fromEnd true when the number counts from the last element backwards
   */
  record Leg(Optional<byte[]> name, int number, boolean fromEnd) {
    /** Index in an array of so many elements; that many or more, or negative, when it has none. */
    int index(int size) {
      return fromEnd ? size - 1 - number : number;
    }
  }

  private JsonPath(List<Leg> legs) {
    this.legs = List.copyOf(legs);
  }

  /**
   * Reads it.
   *
   * @throws IOException when it is none, or names more than one place
   */
  static JsonPath of(String text) throws IOException {
    List<Leg> legs = new ArrayList<>();
    Matcher leg = LEG.matcher(text);
    int at = text.startsWith("$") ? 1 : -1;
    while (at > 0 && at < text.length()) {
      at = leg.region(at, text.length()).lookingAt() ? leg.end() : -1;
      if (at > 0) {
        legs.add(leg(leg));
      }
    }
    if (at < 0) {
      throw new IOException("not the path of one place in a JSON document: " + text);
    }
    return new JsonPath(legs);
  }

  private static Leg leg(Matcher leg) {
    if (leg.group(1) != null || leg.group(2) != null) {
      String name = leg.group(1) == null ? leg.group(2) : unescaped(leg.group(1));
      return new Leg(Optional.of(name.getBytes(StandardCharsets.UTF_8)), 0, false);
    }
    boolean fromEnd = leg.group(3) != null;
    String number = fromEnd ? Optional.ofNullable(leg.group(4)).orElse("0") : leg.group(5);
    return new Leg(Optional.empty(), Integer.parseInt(number), fromEnd);
  }

  private static String unescaped(String name) {
    return ESCAPE
        .matcher(name)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) == null
                        ? escaped(found.group(2))
                        : String.valueOf((char) Integer.parseInt(found.group(1), 16))));
  }

  private static String escaped(String letter) {
    return switch (letter) {
      case "b" -> "\b";
      case "f" -> "\f";
      case "n" -> "\n";
      case "r" -> "\r";
      case "t" -> "\t";
      default -> letter;
    };
  }

  List<Leg> legs() {
    return legs;
  }
}
