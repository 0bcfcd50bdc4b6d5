package dev.doppio.applier.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doppio.logreader.Skip;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What an operator let a partition pass, for ever beside its checkpoint.
 *
 * @param what as {@link Skip#describe} has it
 * @param at where the partition stood
 * @param run that was skipped; empty for a record that is none of the log's
 * @param offset of such a record; empty where a run was skipped
 * @param who user and host of the operator
 * @param reason for those who come later
 * @param time when
 */
record SkipEntry(
    String what,
    Scn at,
    Optional<Scn> run,
    Optional<Long> offset,
    String who,
    String reason,
    Instant time) {
  SkipEntry {
    Objects.requireNonNull(what);
    Objects.requireNonNull(at);
    Objects.requireNonNull(run);
    Objects.requireNonNull(offset);
    Objects.requireNonNull(who);
    Objects.requireNonNull(reason);
    Objects.requireNonNull(time);
  }

  static SkipEntry of(Skip skip, String who, String reason, Instant time) {
    Optional<Scn> run = skip.kind().map(kind -> skip.to().scn());
    Optional<Long> offset = run.isPresent() ? Optional.empty() : Optional.of(skip.offset());
    return new SkipEntry(skip.describe(), skip.at().scn(), run, offset, who, reason, time);
  }

  static SkipEntry read(JsonNode entry) {
    return new SkipEntry(
        entry.path("what").asText(),
        Scn.parse(entry.path("at").asText()),
        Optional.of(entry.path("run").asText()).filter(run -> !run.isEmpty()).map(Scn::parse),
        Optional.of(entry.path("offset")).filter(JsonNode::isNumber).map(JsonNode::asLong),
        entry.path("who").asText(),
        entry.path("reason").asText(),
        Instant.parse(entry.path("time").asText()));
  }

  ObjectNode toJson() {
    ObjectNode entry = Cluster.object().put("what", what).put("at", at.toString());
    run.ifPresent(scn -> entry.put("run", scn.toString()));
    offset.ifPresent(number -> entry.put("offset", number));
    return entry.put("who", who).put("reason", reason).put("time", time.toString());
  }

  @Override
  public String toString() {
    return what + " behind " + at + " was skipped by " + who + " at " + time + ": " + reason;
  }
}
