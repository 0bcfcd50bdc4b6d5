package dev.doppio.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doppio.cli.verify.Finding.Kind;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far a comparison is, in a file that is replaced as a whole. What was found after the last
 * time is found again by the next run. Not thread-safe.
 */
final class StateFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FORMAT = 1;

  private final Path file;
  private final String what;
  private final Set<TableName> done = new LinkedHashSet<>();
  private final Map<TableName, List<String>> upTo = new LinkedHashMap<>();
  private final Map<TableName, List<DocumentPlace>> again = new LinkedHashMap<>();
  private final Counts counts = new Counts();

  private StateFile(Path file, String what) {
    this.file = file;
    this.what = what;
  }

  /**
   * Reads what an earlier run has left, if it has.
   *
   * @param what is compared; another one is refused
   * @throws DoppioException CONFIGURATION
   */
  static StateFile open(Path file, String what) {
    StateFile state = new StateFile(file, what);
    if (Files.exists(file)) {
      try {
        state.read(JSON.readTree(file.toFile()));
      } catch (IOException | IllegalArgumentException e) {
        throw new DoppioException(
            FailureKind.CONFIGURATION,
            file + " can't be read as what a verify has left: " + e.getMessage(),
            e);
      }
    }
    return state;
  }

  private void read(JsonNode json) {
    String other = json.path("what").asText();
    if (json.path("format").asInt() != FORMAT || !other.equals(what)) {
      throw new DoppioException(
          FailureKind.CONFIGURATION,
          file
              + " was left by a comparison of "
              + other
              + ", this is one of "
              + what
              + ": name another file, or delete it to begin anew");
    }
    json.path("done").forEach(table -> done.add(TableName.parse(table.asText())));
    json.path("upTo")
        .properties()
        .forEach(e -> upTo.put(TableName.parse(e.getKey()), texts(e.getValue())));
    json.path("again")
        .properties()
        .forEach(
            e -> {
              List<DocumentPlace> places = new ArrayList<>();
              e.getValue().forEach(place -> places.add(place(place)));
              again.put(TableName.parse(e.getKey()), places);
            });
    counts.equal(json.path("equal").asLong());
    counts.repaired(json.path("repaired").asLong());
    json.path("found")
        .properties()
        .forEach(
            table ->
                table
                    .getValue()
                    .properties()
                    .forEach(
                        kind ->
                            counts.found(
                                table.getKey(),
                                Kind.valueOf(kind.getKey().toUpperCase(Locale.ROOT)),
                                kind.getValue().asLong())));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static DocumentPlace place(JsonNode json) {
    return new DocumentPlace(
        new DocumentKey(json.path("key").asText()),
        new PartitionId(json.path("database").asText(), json.path("partition").asInt()),
        texts(json.path("fields")));
  }

  /** Tables of which everything is done. */
  Set<TableName> done() {
    return done;
  }

  /** Fields of the last key that is done, of tables that were begun. */
  Map<TableName, List<String>> upTo() {
    return upTo;
  }

  /** Documents before that which have to be read again. */
  Map<TableName, List<DocumentPlace>> again() {
    return again;
  }

  /** What has come of it so far. */
  Counts counts() {
    return counts;
  }

  /** All of a table up to a key is done, or everything. */
  void passed(TableName table, Optional<List<String>> key) {
    upTo.remove(table);
    key.ifPresentOrElse(last -> upTo.put(table, last), () -> done.add(table));
  }

  /** Replaces the file. */
  void save(List<Again.Batch> unresolved) {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", FORMAT).put("what", what);
    ArrayNode tables = json.putArray("done");
    done.forEach(table -> tables.add(table.toString()));
    ObjectNode begun = json.putObject("upTo");
    upTo.forEach((table, key) -> key.forEach(begun.withArray("/" + pointer(table))::add));
    ObjectNode rest = json.putObject("again");
    for (Again.Batch batch : unresolved) {
      ArrayNode places = rest.withArray("/" + pointer(batch.plan().name()));
      batch.places().forEach(place -> write(places.addObject(), place));
    }
    json.put("equal", counts.equal()).put("repaired", counts.repaired());
    ObjectNode found = json.putObject("found");
    counts
        .found()
        .forEach(
            (table, kinds) -> {
              ObjectNode ofTable = found.putObject(table);
              kinds.forEach((kind, count) -> ofTable.put(kind.word(), count));
            });
    replace(json.toPrettyString());
  }

  private static String pointer(TableName table) {
    return table.toString().replace("~", "~0").replace("/", "~1");
  }

  private static void write(ObjectNode json, DocumentPlace place) {
    json.put("key", place.document().path());
    json.put("database", place.partition().database());
    json.put("partition", place.partition().number());
    place.fields().forEach(json.putArray("fields")::add);
  }

  private void replace(String text) {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(next, text);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new DoppioException(
          FailureKind.REFUSED_IN_FLOW, "can't write to " + file + ": " + e.getMessage(), e);
    }
  }

  /** All is done: the next run begins anew. */
  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new DoppioException(
          FailureKind.REFUSED_IN_FLOW, "can't delete " + file + ": " + e.getMessage(), e);
    }
  }
}
