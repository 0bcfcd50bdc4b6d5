package dev.doppio.schemas;

/** The names that outsiders see, each said once (docs/decisions/001-names.md). */
public final class Doppio {
  /** First part of every topic's name, unless configured otherwise. */
  public static final String TOPIC_PREFIX = "doppio";

  /** MySQL schema of the checkpoint tables at a replica; its changes are never captured as data. */
  public static final String CHECKPOINT_SCHEMA = "doppio";

  /** First part of every metric's name. */
  public static final String METRIC_PREFIX = "doppio";

  private Doppio() {}
}
