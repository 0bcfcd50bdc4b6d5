package dev.doppio.applier.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The indexes of one build: each is made with its table's first document, and gets fields with the
 * table's columns. A field keeps its type for ever, in OpenSearch; where a column's becomes another
 * the column gets a field {@code name#type} beside the one that it had. Thread-safe.
 */
final class DocumentIndexes {
  private static final int MOST_TRIES = 10;

  private final Cluster cluster;
  private final Names names;
  private final OpenSearchTargetConfig.Indexes config;
  private final Builds builds;
  private final int build;
  private final Map<String, Fields> known = new HashMap<>();

  DocumentIndexes(
      Cluster cluster,
      Names names,
      OpenSearchTargetConfig.Indexes config,
      Builds builds,
      int build) {
    this.cluster = cluster;
    this.names = names;
    this.config = config;
    this.builds = builds;
    this.build = build;
  }

  String index(String log, TableName table) {
    return names.index(names.alias(log, table.table()), build);
  }

  /** True when documents of the table may be there. */
  boolean isThere(String log, TableName table) {
    return mapping(index(log, table)).isPresent();
  }

  /**
   * Sees to it that documents of a version can be written.
   *
   * @param log database of the log
   * @throws DoppioException TARGET_REJECTED when the index was there and is gone, or when it can't
   *     have these fields
   */
  synchronized Fields ready(String log, TableVersion version) {
    String index = index(log, version.name());
    String key = index + " " + version.fingerprint();
    Fields fields = known.get(key);
    if (fields == null) {
      fields = made(log, index, version);
      known.put(key, fields);
    }
    return fields;
  }

  /** Asks again: nobody knows what has become of the indexes after a failure. */
  synchronized void forget() {
    known.clear();
  }

  private Fields made(String log, String index, TableVersion version) {
    for (int tried = 1; ; tried++) {
      boolean registered = builds.hasRegistered(build, index); // before it is looked for
      Optional<JsonNode> there = mapping(index);
      if (there.isEmpty()) {
        create(log, index, version.name(), registered);
      } else {
        if (!registered) {
          builds.register(build, index);
        }
        ObjectNode lacking = Cluster.object();
        Fields fields = fields(index, version, there.get(), lacking);
        if (lacking.isEmpty() || extended(index, lacking, tried == MOST_TRIES)) {
          return fields;
        }
      }
    }
  }

  /** What fields the index has; empty where there is none. */
  private Optional<JsonNode> mapping(String index) {
    Answer answer = cluster.get("/" + Names.encoded(index) + "/_mapping");
    if (answer.status() == Answer.NOT_FOUND) {
      return Optional.empty();
    }
    if (!answer.isFine()) {
      throw OpenSearchFailures.of("the mapping of " + index, answer);
    }
    return Optional.of(answer.body().path(index).path("mappings").path("properties"));
  }

  private Fields fields(String index, TableVersion version, JsonNode there, ObjectNode lacking) {
    List<String> fields = new ArrayList<>();
    for (Column column : version.columns()) {
      ObjectNode wanted = ColumnForm.mapping(column, config.json());
      String type = wanted.path("type").asText();
      String plain = Names.field(column.name());
      String field = fits(there.path(plain), type) ? plain : plain + "#" + type;
      if (there.path(field).isMissingNode()) {
        lacking.set(field, wanted);
      }
      fields.add(field);
    }
    return new Fields(version, index, fields);
  }

  /** OpenSearch does not say of an object that it is one. */
  private static boolean fits(JsonNode there, String type) {
    return there.isMissingNode() || there.path("type").asText("object").equals(type);
  }

  /** False when somebody else was quicker, and with another type. */
  private boolean extended(String index, ObjectNode lacking, boolean last) {
    ObjectNode body = Cluster.object();
    body.set("properties", lacking);
    Answer answer = cluster.put("/" + Names.encoded(index) + "/_mapping", Map.of(), body);
    boolean again = answer.errorType().equals("illegal_argument_exception") && !last;
    if (!answer.isFine() && !again) {
      throw OpenSearchFailures.of("new fields of index " + index, answer);
    }
    return answer.isFine();
  }

  private void create(String log, String index, TableName table, boolean registered) {
    if (registered) {
      throw new DoppioException(
          FailureKind.TARGET_REJECTED,
          "index "
              + index
              + " was there and is gone, with documents that no one will bring again: restore it,"
              + " or build all anew with doppio apply opensearch --rebuild");
    }
    ObjectNode body = Cluster.object();
    body.set("settings", settings());
    body.set("mappings", mappings());
    body.putObject("aliases").putObject(names.writeAlias(index));
    Answer answer = cluster.put("/" + Names.encoded(index), Map.of(), body);
    boolean there = answer.errorType().equals("resource_already_exists_exception");
    if (!answer.isFine() && !there) {
      throw OpenSearchFailures.of("index " + index + ", which is to be made", answer);
    }
    builds.register(build, index);
    builds.serveIfLive(build, names.alias(log, table.table()), index);
  }

  private ObjectNode settings() {
    return Cluster.object()
        .put("index.number_of_shards", config.shards())
        .put("index.number_of_replicas", config.replicas())
        .put("index.gc_deletes", config.keepDeletes().toSeconds() + "s")
        // The checkpoint follows what was answered: that has to be on disk.
        .put("index.translog.durability", "request");
  }

  /** No field is guessed but inside JSON, and there no text is taken for a date. */
  private static ObjectNode mappings() {
    ObjectNode mappings = Cluster.object().put("dynamic", "strict").put("date_detection", false);
    ObjectNode ours =
        mappings.putObject("properties").putObject(Names.OURS).putObject("properties");
    ours.putObject(Names.PARTITION).put("type", "integer");
    ours.putObject(Names.DATABASE).put("type", "keyword");
    ours.putObject(Names.SCN).put("type", "keyword").put("index", false);
    ours.putObject(Names.TIME).put("type", "date");
    ours.putObject(Names.VERSION).put("type", "keyword");
    return mappings;
  }
}
