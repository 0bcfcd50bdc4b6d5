package dev.doppio.applier.hadoop;

import dev.doppio.logreader.Skip;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What an operator let a partition pass, for ever beside its checkpoint.
 *
 * @param what as {@link Skip#describe} has it
 * @param at where the partition stood
 * @param offset of a record that is none of the log's; empty where a run was skipped
 * @param who user and host of the operator
 * @param reason for those who come later
 * @param time when
 */
record SkipEntry(
    String what, Scn at, Optional<Long> offset, String who, String reason, Instant time) {
  SkipEntry {
    Objects.requireNonNull(what);
    Objects.requireNonNull(at);
    Objects.requireNonNull(offset);
    Objects.requireNonNull(who);
    Objects.requireNonNull(reason);
    Objects.requireNonNull(time);
  }

  static SkipEntry of(Skip skip, String who, String reason, Instant time) {
    Optional<Long> offset = skip.kind().isPresent() ? Optional.empty() : Optional.of(skip.offset());
    return new SkipEntry(skip.describe(), skip.at().scn(), offset, who, reason, time);
  }

  static boolean isThere(Map<String, String> map, String prefix) {
    return map.containsKey(prefix + "what");
  }

  static SkipEntry read(Map<String, String> map, String prefix) {
    return new SkipEntry(
        map.get(prefix + "what"),
        Scn.parse(map.get(prefix + "at")),
        Optional.ofNullable(map.get(prefix + "offset")).map(Long::valueOf),
        map.get(prefix + "who"),
        map.get(prefix + "reason"),
        Instant.parse(map.get(prefix + "time")));
  }

  void put(Map<String, String> map, String prefix) {
    map.put(prefix + "what", what);
    map.put(prefix + "at", at.toString());
    offset.ifPresent(number -> map.put(prefix + "offset", number.toString()));
    map.put(prefix + "who", who);
    map.put(prefix + "reason", reason);
    map.put(prefix + "time", time.toString());
  }

  @Override
  public String toString() {
    return what + " behind " + at + " was skipped by " + who + " at " + time + ": " + reason;
  }
}
