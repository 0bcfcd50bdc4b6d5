package dev.doppio.applier.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.PartitionId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All documents of a table that lie in one partition, as they stood when the scan began. Used by
 * one thread.
 */
final class Scan {
  private static final int PAGE = 500;
  private static final String KEPT = "5m";

  private final Cluster cluster;
  private final PartitionId partition;

  Scan(Cluster cluster, PartitionId partition) {
    this.cluster = cluster;
    this.partition = partition;
  }

  /**
   * @param except a version of the table, whose documents are left out
   * @param each with {@code _id}, {@code _version} and {@code _source}
   */
  void documents(String index, TableName table, Optional<String> except, Consumer<JsonNode> each) {
    requireFine(index, cluster.post(path(index) + "/_refresh", Map.of(), Cluster.object()));
    ObjectNode search = Cluster.object().put("size", PAGE).put("version", true);
    search.putArray("sort").add("_doc");
    ObjectNode bool = search.putObject("query").putObject("bool");
    ArrayNode filter = bool.putArray("filter");
    term(filter).put(field(Names.PARTITION), partition.number());
    term(filter).put(field(Names.DATABASE), table.database());
    except.ifPresent(version -> term(bool.putArray("must_not")).put(field(Names.VERSION), version));
    Map<String, String> query = new HashMap<>(Cluster.AT_PRIMARY);
    query.put("scroll", KEPT);
    Answer page = requireFine(index, cluster.post(path(index) + "/_search", query, search));
    while (!page.body().path("hits").path("hits").isEmpty()) {
      page.body().path("hits").path("hits").forEach(each);
      ObjectNode next =
          Cluster.object()
              .put("scroll", KEPT)
              .put("scroll_id", page.body().path("_scroll_id").asText());
      page = requireFine(index, cluster.post("/_search/scroll", Map.of(), next));
    }
    cluster.delete("/_search/scroll/" + Names.encoded(page.body().path("_scroll_id").asText()));
  }

  private static ObjectNode term(ArrayNode clauses) {
    return clauses.addObject().putObject("term");
  }

  private static String field(String name) {
    return Names.OURS + "." + name;
  }

  private static String path(String index) {
    return "/" + Names.encoded(index);
  }

  /** A shard that does not answer would be documents that are not found. */
  private static Answer requireFine(String index, Answer answer) {
    if (!answer.isFine() || answer.body().path("_shards").path("failed").asInt() > 0) {
      throw OpenSearchFailures.of("the documents of " + index, answer);
    }
    return answer;
  }
}
