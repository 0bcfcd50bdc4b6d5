package dev.doppio.capture.structure;

import java.util.ArrayList;
import java.util.List;

/** Members of an ENUM or SET, out of the type as MySQL prints it. */
public final class Members {
  private Members() {}

  /**
   * Reads {@code enum('a','it''s','back\\slash')}: a quote is doubled, and NUL, line feed, carriage
   * return and backslash follow a backslash.
   *
   * @throws IllegalArgumentException when the text is not such a list
   */
  public static List<String> parse(String type) {
    int at = type.indexOf('(') + 1;
    int end = type.lastIndexOf(')');
    if (at < 1 || end < at) {
      throw notMembers(type);
    }
    List<String> members = new ArrayList<>();
    while (at < end) {
      at = type.indexOf('\'', at) + 1;
      if (at < 1) {
        throw notMembers(type);
      }
      StringBuilder member = new StringBuilder();
      at = readMember(type, at, end, member);
      members.add(member.toString());
      at = type.indexOf(',', at) < 0 ? end : type.indexOf(',', at) + 1;
    }
    return List.copyOf(members);
  }

  /** Returns the index behind the closing quote. */
  private static int readMember(String type, int start, int end, StringBuilder member) {
    int at = start;
    while (at < end) {
      char c = type.charAt(at++);
      if (c == '\\' && at < end) {
        member.append(unescaped(type.charAt(at++)));
      } else if (c != '\'') {
        member.append(c);
      } else if (at < end && type.charAt(at) == '\'') {
        member.append(c);
        at++;
      } else {
        return at;
      }
    }
    throw notMembers(type);
  }

  private static char unescaped(char c) {
    return switch (c) {
      case '0' -> '\0';
      case 'n' -> '\n';
      case 'r' -> '\r';
      default -> c;
    };
  }

  private static IllegalArgumentException notMembers(String type) {
    return new IllegalArgumentException("not the members of an ENUM or SET: " + type);
  }
}
