package dev.doppio.cli.verify;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import java.util.List;
import java.util.Objects;

/**
 * How a table is compared, by the structure it had at both sides.
 *
 * @param version at the source
 * @param replica what the replica has of it
 */
record TablePlan(TableVersion version, KeptTable replica) {
  TablePlan {
    Objects.requireNonNull(version);
    Objects.requireNonNull(replica);
  }

  TableName name() {
    return version.name();
  }

  /** Those that both have and neither computes by itself. */
  List<Column> columns() {
    return version.columns().stream()
        .filter(column -> !column.generated() && replica.holds(column.name()))
        .toList();
  }

  /** True when digests tell which document they are of, and nothing else is to be found. */
  boolean canBeTotalled() {
    return replica.objections().isEmpty()
        && version.key().stream().map(version.columns()::get).allMatch(columns()::contains);
  }

  /** True when places of one are places of the other. */
  boolean hasKeyOf(TablePlan other) {
    return keyColumns().equals(other.keyColumns());
  }

  List<Column> keyColumns() {
    return version.key().stream().map(version.columns()::get).toList();
  }
}
