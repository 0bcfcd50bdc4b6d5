package dev.doppio.cli.verify;

import dev.doppio.applier.mysql.MySqlTargetConfig;
import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.DaemonConfiguration;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A storage node and a replica of it.
 *
 * @param sidecar of the source
 * @param applier of the replica
 * @param layout of the database that both have
 */
public record Pair(SidecarSettings sidecar, ApplySettings applier, DatabaseLayout layout) {
  public Pair {
    Objects.requireNonNull(sidecar);
    Objects.requireNonNull(applier);
    Objects.requireNonNull(layout);
  }

  /**
   * Out of the configurations of both daemons.
   *
   * @param configurations one of a sidecar, one of an applier
   * @param database may be left out where both have one in common
   * @throws DoppioException CONFIGURATION when they do not belong together
   */
  public static Pair of(List<DaemonConfiguration> configurations, Optional<String> database) {
    Sorted sorted = new Sorted();
    configurations.forEach(each -> each.match(sorted));
    if (sorted.sidecars.size() != 1 || sorted.appliers.size() != 1) {
      throw refused(
          "verify takes two configurations, --config of the source's sidecar and --config of the"
              + " replica's applier");
    }
    SidecarSettings sidecar = sorted.sidecars.get(0);
    ApplySettings applier = sorted.appliers.get(0);
    String datacenter = sidecar.log().origin().datacenter();
    if (!applier.datacenter().equals(datacenter)) {
      throw refused(
          "the applier applies the log of "
              + applier.datacenter()
              + " (log.origin), the sidecar writes that of "
              + datacenter);
    }
    return new Pair(sidecar, applier, layout(sidecar, applier, database));
  }

  private static DatabaseLayout layout(
      SidecarSettings sidecar, ApplySettings applier, Optional<String> database) {
    List<DatabaseLayout> common =
        sidecar.log().databases().stream()
            .filter(layout -> applier.databases().contains(layout.database()))
            .filter(layout -> database.map(layout.database()::equals).orElse(true))
            .toList();
    if (common.size() != 1) {
      throw refused(
          common.isEmpty()
              ? "--database: the two configurations have no such database in common"
              : "--database: the two configurations have several in common: "
                  + common.stream().map(DatabaseLayout::database).toList());
    }
    DatabaseLayout layout = common.get(0);
    if (layout.mode() == PartitionMode.OWNED && layout.owned().size() < layout.partitions()) {
      throw refused(
          layout.database()
              + " is hashed over the partitions of several nodes (mode: owned), whose rows lie in"
              + " one table of the replica: which of them is whose can't be told there");
    }
    return layout;
  }

  /**
   * The replica, to be written to.
   *
   * @throws DoppioException CONFIGURATION when it is not a MySQL server
   */
  MySqlTargetConfig repairable() {
    return applier.target().match(new Repairable(applier));
  }

  /** What brings the replica in step, in words. */
  String remedy() {
    return applier.target().match(new Remedies());
  }

  /** What is compared with what, in words. */
  String words() {
    return layout.database()
        + " of "
        + sidecar.log().origin()
        + " and of the replica "
        + applier.target().address();
  }

  private static DoppioException refused(String what) {
    return new DoppioException(FailureKind.CONFIGURATION, what);
  }

  private static final class Sorted implements DaemonConfiguration.Cases<Boolean> {
    private final List<SidecarSettings> sidecars = new ArrayList<>();
    private final List<ApplySettings> appliers = new ArrayList<>();

    @Override
    public Boolean sidecar(SidecarSettings settings) {
      return sidecars.add(settings);
    }

    @Override
    public Boolean applier(ApplySettings settings) {
      return appliers.add(settings);
    }
  }
}
