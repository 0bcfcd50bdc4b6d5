package dev.doppio.applier.mysql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an account may do, from the lines of {@code SHOW GRANTS} (active roles included). */
final class Grants {
  private static final Pattern LINE =
      Pattern.compile(
          "^GRANT (.+?) ON (?:TABLE )?(\\*|`(?:[^`]|``)*`)\\.\\* TO .*", Pattern.DOTALL);

  private record Grant(Set<String> privileges, Pattern databases) {}

  private final List<Grant> grants = new ArrayList<>();

  Grants(List<String> lines) {
    for (String line : lines) {
      Matcher grant = LINE.matcher(line);
      if (grant.matches()) {
        Set<String> privileges = new LinkedHashSet<>();
        Arrays.stream(grant.group(1).split(","))
            .map(privilege -> privilege.trim().toUpperCase(Locale.ROOT))
            .forEach(privileges::add);
        grants.add(new Grant(privileges, databases(grant.group(2))));
      }
    }
  }

  /** True when the account has one of the privileges on the whole server. */
  boolean anyOnServer(String... privileges) {
    return grants.stream()
        .filter(grant -> grant.databases.pattern().equals(".*"))
        .anyMatch(grant -> Arrays.stream(privileges).anyMatch(grant.privileges::contains));
  }

  /** Those of the privileges that the account does not have on all of a database. */
  List<String> missing(String database, List<String> privileges) {
    return privileges.stream().filter(privilege -> !has(database, privilege)).toList();
  }

  private boolean has(String database, String privilege) {
    return grants.stream()
        .filter(grant -> grant.databases.matcher(database).matches())
        .anyMatch(
            grant ->
                grant.privileges.contains(privilege)
                    || grant.privileges.contains("ALL PRIVILEGES")
                    || grant.privileges.contains("ALL"));
  }

  /** MySQL's pattern of a database: {@code %} and {@code _}, unless escaped. */
  private static Pattern databases(String quoted) {
    if (quoted.equals("*")) {
      return Pattern.compile(".*", Pattern.DOTALL);
    }
    String name = quoted.substring(1, quoted.length() - 1).replace("``", "`");
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '\\' && i + 1 < name.length()) {
        regex.append(Pattern.quote(name.substring(++i, i + 1)));
      } else if (c == '%') {
        regex.append("(?:.*)");
      } else if (c == '_') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
