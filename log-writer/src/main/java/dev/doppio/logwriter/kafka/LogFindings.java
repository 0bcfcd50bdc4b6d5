package dev.doppio.logwriter.kafka;

import dev.doppio.schemas.source.NodePosition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a node finds of its log before it opens a session.
 *
 * @param refusals what keeps it from opening one, each with its remedy
 * @param warnings what does not
 * @param missing topics that the first session makes
 * @param position where the node would go on; empty before its first snapshot is complete
 */
public record LogFindings(
    List<String> refusals,
    List<String> warnings,
    List<String> missing,
    Optional<NodePosition> position) {
  public LogFindings {
    refusals = List.copyOf(refusals);
    warnings = List.copyOf(warnings);
    missing = List.copyOf(missing);
    Objects.requireNonNull(position);
  }
}
