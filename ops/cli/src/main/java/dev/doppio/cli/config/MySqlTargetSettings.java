package dev.doppio.cli.config;

import dev.doppio.applier.mysql.MySqlTargetConfig;
import dev.doppio.applier.mysql.TlsMode;
import dev.doppio.applier.mysql.UniquePolicy;
import dev.doppio.schemas.document.TableName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A MySQL replica.
 *
 * @param mysql the replica
 * @param checks what the replica is held to
 */
public record MySqlTargetSettings(MySqlSettings mysql, Checks checks) implements TargetSettings {
  public MySqlTargetSettings {
    Objects.requireNonNull(mysql);
    Objects.requireNonNull(checks);
  }

  /**
   * What the replica is held to.
   *
   * @param poolSize empty takes one connection a partition and one more
   * @param schemas MySQL schemas looked at before the first row
   * @param unique by table
   * @param strict whether a missing row stops its partition
   */
  public record Checks(
      Optional<Integer> poolSize,
      List<String> schemas,
      Map<TableName, UniquePolicy> unique,
      boolean strict) {
    public Checks {
      schemas = List.copyOf(schemas);
      unique = Map.copyOf(unique);
    }
  }

  @Override
  public <R> R match(Cases<R> cases) {
    return cases.mysql(this);
  }

  @Override
  public String address() {
    return mysql.host() + ":" + mysql.port();
  }

  /**
   * The replica as a target.
   *
   * @param datacenter origin of the log
   * @param partitions of all logs together
   */
  public MySqlTargetConfig config(String datacenter, int partitions) {
    return new MySqlTargetConfig(
        mysql.host(),
        mysql.port(),
        mysql.user(),
        mysql.password(),
        TlsMode.valueOf(mysql.tls().mode().name()),
        checks.poolSize().orElse(partitions + 1),
        mysql.clientWithStores(),
        datacenter,
        checks.schemas(),
        checks.unique(),
        checks.strict());
  }

  static Value<TargetSettings> read(Section target, Value<AppliedDatabases> databases) {
    Value<MySqlSettings> mysql =
        MySqlSettings.read(target.section("mysql"), "the account that writes the replica");
    Value<Optional<Integer>> pool = target.maybe("pool-size", Kind.number(2, 10_000));
    Value<Boolean> strict = target.optional("strict", Kind.FLAG, true);
    return target.build(
        () ->
            new MySqlTargetSettings(
                mysql.get(),
                new Checks(
                    pool.get(),
                    databases.get().schemas(),
                    databases.get().unique(),
                    strict.get())));
  }
}
