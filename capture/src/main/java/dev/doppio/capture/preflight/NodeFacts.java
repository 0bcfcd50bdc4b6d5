package dev.doppio.capture.preflight;

import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.document.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A storage node as preflight sees it.
 *
 * @param server the server
 * @param tables tables the account can see in the configured databases and the filter lets through
 * @param unreadable tables among these that the account can't select from, with the server's words
 * @param uncaptured tables among these that the position's scope does not cover and that hold rows
 * @param charsets charsets of their columns that Doppio decodes exactly
 */
public record NodeFacts(
    ServerFacts server,
    List<TableFacts> tables,
    Map<TableName, String> unreadable,
    Set<TableName> uncaptured,
    Set<String> charsets) {
  public NodeFacts {
    tables = List.copyOf(tables);
    unreadable = Map.copyOf(unreadable);
    uncaptured = Set.copyOf(uncaptured);
    charsets = Set.copyOf(charsets);
  }
}
