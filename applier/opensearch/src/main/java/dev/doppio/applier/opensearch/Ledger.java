package dev.doppio.applier.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The index of checkpoints: few documents, read as they are and not as a search sees them, and
 * compared and set by the number that OpenSearch gives each write. Thread-safe.
 */
final class Ledger {
  private static final int MOST_TRIES = 50;
  private static final String COMPARED = "if_seq_no";
  private static final String COMPARED_TERM = "if_primary_term";

  private final Cluster cluster;
  private final String index;

  Ledger(Cluster cluster, Names names) {
    this.cluster = cluster;
    this.index = names.checkpoints();
  }

  /**
   * A document as it was read.
   *
   * @param source empty where there is none
   * @param number of the write, with {@code term} of the shard: together they are given once
   */
  record Entry(Optional<JsonNode> source, long number, long term) {
    Entry {
      Objects.requireNonNull(source);
    }

    /** By its text: a number is of one Java type when it is put, and of another when it is read. */
    boolean says(JsonNode other) {
      return source.map(JsonNode::toString).equals(Optional.of(other.toString()));
    }

    boolean isSameWriteAs(Entry other) {
      return number == other.number && term == other.term;
    }
  }

  /** Makes the index where it is not there. */
  void make(int replicas) {
    ObjectNode body = Cluster.object();
    body.putObject("settings")
        .put("index.number_of_shards", 1)
        .put("index.number_of_replicas", replicas)
        .put("index.translog.durability", "request");
    body.putObject("mappings").put("enabled", false); // nobody searches there
    Answer answer = cluster.put("/" + Names.encoded(index), Map.of(), body);
    if (!answer.isFine() && !answer.errorType().equals("resource_already_exists_exception")) {
      throw OpenSearchFailures.of("index " + index + ", which is to be made", answer);
    }
  }

  /** In the order of the ids; none is there where the index is not. */
  List<Entry> read(String... ids) {
    ObjectNode body = Cluster.object();
    List.of(ids).forEach(body.putArray("ids")::add);
    Answer answer = cluster.post("/" + Names.encoded(index) + "/_mget", Cluster.AT_PRIMARY, body);
    if (!answer.isFine()) {
      throw OpenSearchFailures.of("index " + index, answer);
    }
    List<Entry> entries = new ArrayList<>();
    for (JsonNode document : answer.body().path("docs")) {
      entries.add(entry(document));
    }
    return entries;
  }

  private Entry entry(JsonNode document) {
    String error = document.path("error").path("type").asText();
    if (!error.isEmpty() && !error.equals("index_not_found_exception")) {
      throw new DoppioException(
          FailureKind.TARGET_UNAVAILABLE,
          "index " + index + ": " + document.path("error").path("reason").asText());
    }
    return document.path("found").asBoolean()
        ? new Entry(
            Optional.of(document.path("_source")),
            document.path("_seq_no").asLong(),
            document.path("_primary_term").asLong())
        : new Entry(Optional.empty(), -1, -1);
  }

  /**
   * Writes a document where it still is what was read.
   *
   * @return what it is now; empty when somebody else wrote it since
   */
  Optional<Entry> write(String id, Entry expected, JsonNode source) {
    boolean there = expected.source().isPresent();
    Map<String, String> compared =
        there
            ? Map.of(
                COMPARED,
                Long.toString(expected.number()),
                COMPARED_TERM,
                Long.toString(expected.term()))
            : Map.of("op_type", "create");
    String path = "/" + Names.encoded(index) + "/_doc/" + Names.encoded(id);
    Answer answer = cluster.put(path, compared, source);
    if (answer.status() == Answer.CONFLICT) {
      // The same request, sent once more after an answer that was lost, meets what it wrote itself.
      return read(id).stream().filter(now -> now.says(source)).findFirst();
    }
    if (!answer.isFine()) {
      throw OpenSearchFailures.of("checkpoint " + id + " in index " + index, answer);
    }
    return Optional.of(
        new Entry(
            Optional.of(source),
            answer.body().path("_seq_no").asLong(),
            answer.body().path("_primary_term").asLong()));
  }

  /**
   * Reads, and writes what becomes of it, until nobody is in between.
   *
   * @param change throws to leave it as it is
   */
  Entry update(String id, UnaryOperator<Optional<JsonNode>> change) {
    for (int tried = 0; tried < MOST_TRIES; tried++) {
      Entry before = read(id).get(0);
      Optional<JsonNode> next = change.apply(before.source());
      if (next.equals(before.source())) {
        return before;
      }
      Optional<Entry> after = write(id, before, next.orElseThrow());
      if (after.isPresent()) {
        return after.get();
      }
    }
    throw new DoppioException(
        FailureKind.TARGET_UNAVAILABLE, "checkpoint " + id + " is written by many at once");
  }
}
