package dev.doppio.applier.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which indexes there are, and which of them are searched. A build is a set of indexes, one a
 * table, with checkpoints of its own; one is live, its indexes have the aliases, and the next one
 * may be made beside it. A document of the ledger says so; the aliases follow it. Thread-safe.
 */
final class Builds {
  /** Of the document. */
  static final String ID = "builds";

  private static final String FORMAT = "format";
  private static final int VERSION = 1;
  private static final String ORIGIN = "origin";
  private static final String LIVE = "live";
  private static final String NEXT = "next";
  private static final String INDEXES = "indexes";

  private final Cluster cluster;
  private final Ledger ledger;
  private final String origin;

  Builds(Cluster cluster, Ledger ledger, String origin) {
    this.cluster = cluster;
    this.ledger = ledger;
    this.origin = origin;
  }

  /**
   * The build that is searched; the first one where there is none yet. Its aliases are as they
   * should be afterwards, also when somebody died between the two.
   *
   * @throws DoppioException TARGET_REFUSED for indexes of another origin, or of a newer Doppio
   */
  int live() {
    JsonNode now = update(builds -> {});
    follow(now);
    return now.path(LIVE).asInt();
  }

  /** The build that is searched, without making or changing anything; empty where there is none. */
  Optional<Integer> look() {
    return ledger.read(ID).get(0).source().map(this::checked).map(now -> now.path(LIVE).asInt());
  }

  /** The one that is to follow it, begun or to be begun; what came before the live one goes. */
  int next() {
    live();
    List<String> old = new ArrayList<>();
    JsonNode now =
        update(
            builds -> {
              int live = builds.path(LIVE).asInt();
              if (!builds.has(NEXT)) {
                builds.put(NEXT, live + 1);
              }
              old.clear();
              for (int build = 1; build < live; build++) {
                names(builds, build).forEach(old::add);
                ((ObjectNode) builds.path(INDEXES)).remove(Integer.toString(build));
              }
            });
    old.forEach(this::delete);
    return now.path(NEXT).asInt();
  }

  /** From now on searches find this one. An applier of the former is told at its next begin. */
  void serve(int build) {
    follow(
        update(
            builds -> {
              builds.put(LIVE, Math.max(build, builds.path(LIVE).asInt()));
              builds.remove(NEXT);
            }));
  }

  /** True when others have taken its place, by what the ledger says. */
  static boolean isOutlived(int build, Ledger.Entry builds) {
    return builds.source().filter(now -> build < now.path(LIVE).asInt()).isPresent();
  }

  boolean hasRegistered(int build, String index) {
    return ledger
        .read(ID)
        .get(0)
        .source()
        .filter(now -> names(now, build).contains(index))
        .isPresent();
  }

  /** An index that is there. */
  void register(int build, String index) {
    update(
        builds -> {
          if (!names(builds, build).contains(index)) {
            ((ObjectNode) builds.path(INDEXES)).withArray("/" + build).add(index);
          }
        });
  }

  /** A new index of the live build is found at once, also when it became the live one just now. */
  void serveIfLive(int build, String alias, String index) {
    if (look().equals(Optional.of(build))) {
      switchAliases(List.of(action("add", index, alias)));
    }
  }

  private static List<String> names(JsonNode builds, int build) {
    List<String> names = new ArrayList<>();
    builds.path(INDEXES).path(Integer.toString(build)).forEach(name -> names.add(name.asText()));
    return names;
  }

  private JsonNode update(Consumer<ObjectNode> change) {
    return ledger
        .update(
            ID,
            before -> {
              ObjectNode next =
                  before.map(now -> (ObjectNode) checked(now).deepCopy()).orElseGet(this::first);
              change.accept(next);
              return Optional.of(next);
            })
        .source()
        .orElseThrow();
  }

  private ObjectNode first() {
    ObjectNode builds = Cluster.object().put(FORMAT, VERSION).put(ORIGIN, origin).put(LIVE, 1);
    builds.putObject(INDEXES);
    return builds;
  }

  private JsonNode checked(JsonNode builds) {
    String problem = "";
    if (builds.path(FORMAT).asInt() != VERSION) {
      problem =
          "have format " + builds.path(FORMAT) + ", not " + VERSION + ": upgrade this applier";
    } else if (!builds.path(ORIGIN).asText().equals(origin)) {
      problem =
          "are of the log of "
              + builds.path(ORIGIN).asText()
              + ", not of "
              + origin
              + ": give each origin a target.opensearch.prefix of its own, or set log.origin right";
    }
    if (!problem.isEmpty()) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED, "the indexes at " + cluster.address() + " " + problem);
    }
    return builds;
  }

  /** All in one change of the cluster's state: no search finds a part of each. */
  private void follow(JsonNode builds) {
    List<JsonNode> actions = new ArrayList<>();
    int live = builds.path(LIVE).asInt();
    for (int build = 1; build <= live; build++) {
      for (String index : names(builds, build)) {
        String alias = index.substring(0, index.lastIndexOf('-'));
        Optional<Boolean> has = hasAlias(index, alias);
        if (has.isPresent() && has.get() != (build == live)) {
          actions.add(action(build == live ? "add" : "remove", index, alias));
        }
      }
    }
    switchAliases(actions);
  }

  /** Empty when there is no such index. */
  private Optional<Boolean> hasAlias(String index, String alias) {
    Answer answer = cluster.get("/" + Names.encoded(index) + "/_alias");
    if (answer.status() == Answer.NOT_FOUND) {
      return Optional.empty();
    }
    if (!answer.isFine()) {
      throw OpenSearchFailures.of("the aliases of " + index, answer);
    }
    return Optional.of(answer.body().path(index).path("aliases").has(alias));
  }

  private static JsonNode action(String what, String index, String alias) {
    ObjectNode action = Cluster.object();
    action.putObject(what).put("index", index).put("alias", alias);
    return action;
  }

  private void switchAliases(List<JsonNode> actions) {
    if (actions.isEmpty()) {
      return;
    }
    ObjectNode body = Cluster.object();
    ArrayNode all = body.putArray("actions");
    actions.forEach(all::add);
    Answer answer = cluster.post("/_aliases", Map.of(), body);
    if (!answer.isFine()) {
      throw OpenSearchFailures.of("the aliases at " + cluster.address(), answer);
    }
  }

  private void delete(String index) {
    Answer answer = cluster.delete("/" + Names.encoded(index));
    if (!answer.isFine() && answer.status() != Answer.NOT_FOUND) {
      throw OpenSearchFailures.of("index " + index + ", which is to be deleted", answer);
    }
  }
}
