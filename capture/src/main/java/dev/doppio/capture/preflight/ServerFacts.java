package dev.doppio.capture.preflight;

import dev.doppio.schemas.gtid.GtidSet;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a MySQL server says of itself.
 *
 * @param address {@code host:port}
 * @param version such as {@code 8.0.33}
 * @param variables global variables by name, as MySQL prints them
 * @param executed {@code gtid_executed}
 * @param purged {@code gtid_purged}
 * @param privileges global privileges of the account, upper case, those of its roles included
 * @param replicas server ids of connected replicas; empty when the account may not ask
 * @param time its clock, read before the rest
 */
public record ServerFacts(
    String address,
    String version,
    Map<String, String> variables,
    GtidSet executed,
    GtidSet purged,
    Set<String> privileges,
    Optional<List<Long>> replicas,
    Instant time) {
  public ServerFacts {
    variables = Map.copyOf(variables);
    privileges = Set.copyOf(privileges);
  }

  /** A variable's value in upper case; empty when the server has no such variable. */
  public String variable(String name) {
    return variables.getOrDefault(name, "").toUpperCase(Locale.ROOT);
  }

  /** {@code server_uuid}; empty when it does not tell. */
  public String uuid() {
    return variables.getOrDefault("server_uuid", "");
  }

  /** True when two tables can't differ in the case of their names alone. */
  public boolean ignoresCaseOfTables() {
    return !Set.of("", "0").contains(variable("lower_case_table_names"));
  }

  /** True when the account has one of the privileges, or all of them. */
  public boolean allows(String... anyOf) {
    return privileges.contains("ALL PRIVILEGES")
        || privileges.contains("SUPER")
        || Arrays.stream(anyOf).anyMatch(privileges::contains);
  }
}
