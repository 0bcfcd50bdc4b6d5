package dev.doppio.logreader;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.TableVersion;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which column became which. Two schemas alone can't tell a rename from a drop and an add in the
 * same place, and a wrong guess loses data without a word: only there the statement's text decides,
 * and where it does not say, nobody guesses.
 */
public final class ColumnRenames {
  private static final String NAME = "(`(?:[^`]|``)+`|[\\p{L}\\p{N}_$]+)";
  private static final Pattern RENAME =
      Pattern.compile(
          "\\b(?:RENAME\\s+COLUMN\\s+"
              + NAME
              + "\\s+TO\\s+"
              + NAME
              + "|CHANGE\\s+(?:COLUMN\\s+)?"
              + NAME
              + "\\s+"
              + NAME
              + ")",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern QUOTED_OR_COMMENT =
      Pattern.compile("'(?:[^'\\\\]|\\\\.|'')*'|/\\*.*?\\*/", Pattern.DOTALL);

  private ColumnRenames() {}

  /**
   * Old name to new name.
   *
   * @throws UndecidableChange when the schemas leave it open and the statement does not say
   */
  public static Map<String, String> of(TableVersion before, TableVersion after, String text) {
    String statement = QUOTED_OR_COMMENT.matcher(text).replaceAll(" ");
    Set<String> gone = namesNotIn(before, after);
    Set<String> come = namesNotIn(after, before);
    Map<String, String> renames = new LinkedHashMap<>();
    Matcher said = RENAME.matcher(statement);
    while (said.find()) {
      String from = unquoted(said.group(1) == null ? said.group(3) : said.group(1));
      String to = unquoted(said.group(1) == null ? said.group(4) : said.group(2));
      if (from.equalsIgnoreCase(to)) {
        continue;
      }
      if (!gone.contains(fold(from)) || !come.contains(fold(to))) {
        throw new UndecidableChange(
            "the statement renames " + from + " to " + to + ", which the schemas do not show");
      }
      renames.put(from, to);
      gone.remove(fold(from));
      come.remove(fold(to));
    }
    refuseSilentRename(before, after, gone, statement);
    return renames;
  }

  private static void refuseSilentRename(
      TableVersion before, TableVersion after, Set<String> gone, String statement) {
    for (int i = 0; i < Math.min(before.columns().size(), after.columns().size()); i++) {
      Column old = before.columns().get(i);
      Column young = after.columns().get(i);
      boolean looksRenamed =
          gone.contains(fold(old.name()))
              && before.indexOf(young.name()).isEmpty()
              && old.type().equals(young.type());
      if (looksRenamed && !drops(statement, old.name())) {
        throw new UndecidableChange(
            "column " + old.name() + " may have become " + young.name() + " or been dropped");
      }
    }
  }

  private static boolean drops(String statement, String column) {
    return Pattern.compile(
            "\\bDROP\\s+(?:COLUMN\\s+)?`?" + Pattern.quote(column) + "(?![\\p{L}\\p{N}_$])",
            Pattern.CASE_INSENSITIVE)
        .matcher(statement)
        .find();
  }

  private static Set<String> namesNotIn(TableVersion one, TableVersion other) {
    Set<String> names = new HashSet<>();
    for (Column column : one.columns()) {
      if (other.indexOf(column.name()).isEmpty()) {
        names.add(fold(column.name()));
      }
    }
    return names;
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String unquoted(String name) {
    return name.startsWith("`") ? name.substring(1, name.length() - 1).replace("``", "`") : name;
  }
}
