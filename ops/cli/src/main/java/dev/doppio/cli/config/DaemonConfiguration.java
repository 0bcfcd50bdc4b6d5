package dev.doppio.cli.config;

/** A configuration of either daemon, for commands that take both. */
public sealed interface DaemonConfiguration permits SidecarSettings, ApplySettings {
  /** Calls the case that this configuration is. */
  <R> R match(Cases<R> cases);

  /** What the daemon calls itself; no other one of its kind should. */
  String daemonName();

  /** The process around its pipeline. */
  DaemonSettings daemon();

  /** One method per daemon. */
  interface Cases<R> {
    R sidecar(SidecarSettings settings);

    R applier(ApplySettings settings);
  }

  /** Reads the one that the settings written belong to. */
  static Value<DaemonConfiguration> read(Section root) {
    boolean sidecar = has(root, "storage-node.") || root.find("node").isPresent();
    boolean applier = has(root, "target.") || has(root, "log.");
    if (sidecar == applier) {
      root.reading()
          .problems()
          .add("", "it has to be a sidecar's (node, storage-node) or an applier's (log, target)");
      root.reading().layers().all().forEach(entry -> root.reading().consumed(entry.path()));
      return Value.broken();
    }
    Value<? extends DaemonConfiguration> read =
        sidecar ? SidecarSettings.read(root) : ApplySettings.read(root);
    return root.build(read::get);
  }

  private static boolean has(Section root, String section) {
    return !root.reading().layers().below(section).isEmpty();
  }
}
