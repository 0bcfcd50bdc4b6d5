package dev.doppio.capture.preflight;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.source.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** All rules over all facts: an operator mends everything in one go. */
public final class Preflight {
  private final CaptureConfig config;
  private final BinlogLook binlog;

  /**
   * Rules for this configuration.
   *
   * @param binlog asked when nothing else refuses
   */
  public Preflight(CaptureConfig config, BinlogLook binlog) {
    this.config = config;
    this.binlog = binlog;
  }

  /**
   * Everything there is to say, refusals and warnings.
   *
   * @param after where capture would resume; empty on the first start
   */
  public List<Finding> judge(NodeFacts facts, Optional<SourcePosition> after) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(new ServerRules(config, facts.server()).judge());
    after.ifPresent(
        position ->
            findings.addAll(new PositionRules(facts, position, config.retentionWarning()).judge()));
    findings.addAll(new TableRules(config).judge(facts));
    if (findings.stream().noneMatch(Finding::refuses)) {
      after.flatMap(new GtidReuse(config, facts.server(), binlog)::judge).ifPresent(findings::add);
    }
    return findings;
  }

  /**
   * Refuses when anything refuses.
   *
   * @return the warnings
   * @throws DoppioException SOURCE_REFUSED with every refusal on a line of its own
   */
  public static List<Finding> insist(String node, List<Finding> findings) {
    List<Finding> refusals = findings.stream().filter(Finding::refuses).toList();
    if (!refusals.isEmpty()) {
      throw new DoppioException(
          FailureKind.SOURCE_REFUSED,
          "storage node "
              + node
              + " can't be captured; this start has written nothing:\n"
              + refusals.stream().map(f -> "- " + f).collect(Collectors.joining("\n")));
    }
    return findings.stream().filter(finding -> !finding.refuses()).toList();
  }
}
