package dev.doppio.cli.search;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.doppio.applier.search.Hit;
import dev.doppio.applier.search.SearchIndex;
import java.util.ArrayList;
import java.util.List;

/**
 * Documents that were found, for a terminal or for a program. Lines have no line breaks in them.
 */
public final class Hits {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Longest value that a terminal is shown whole, in characters. */
  private static final int MOST_SHOWN = 200;

  private Hits() {}

  /**
   * As a person reads them: two lines a document, long values cut.
   *
   * @param partitions that were searched
   */
  public static List<String> text(SearchIndex.Found found, int partitions) {
    List<String> lines = new ArrayList<>();
    for (Hit hit : found.hits()) {
      lines.add(
          hit.id()
              + "  "
              + hit.table()
              + "  "
              + hit.partition()
              + "  "
              + hit.scn()
              + "  "
              + hit.sourceTime());
      lines.add("  " + document(hit, MOST_SHOWN));
    }
    lines.add(
        found.hits().size()
            + " of "
            + found.total()
            + " documents found in "
            + partitions
            + (partitions == 1 ? " partition" : " partitions"));
    return lines;
  }

  /** An object for each, on a line, with all of every value. */
  public static List<String> json(SearchIndex.Found found) {
    return found.hits().stream().map(Hits::json).toList();
  }

  private static String json(Hit hit) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("key", hit.id())
            .put("table", hit.table().toString())
            .put("database", hit.partition().database())
            .put("partition", hit.partition().number())
            .put("scn", hit.scn().toString())
            .put("sourceTime", hit.sourceTime().toString())
            .put("score", hit.score());
    json.set("document", document(hit, Integer.MAX_VALUE));
    return json.toString();
  }

  private static ObjectNode document(Hit hit, int most) {
    ObjectNode json = JSON.createObjectNode();
    for (Hit.Value value : hit.values()) {
      boolean whole = value.text().length() <= most;
      switch (value.form()) {
        case NUMBER -> json.putRawValue(value.column(), new RawValue(value.text()));
        case TEXT, BYTES -> json.put(value.column(), cut(value.text(), most));
        case JSON -> {
          if (whole) {
            json.putRawValue(value.column(), new RawValue(value.text()));
          } else {
            json.put(value.column(), cut(value.text(), most));
          }
        }
      }
    }
    return json;
  }

  private static String cut(String text, int most) {
    return text.length() <= most
        ? text
        : text.substring(0, most) + "... (" + text.length() + " characters)";
  }
}
