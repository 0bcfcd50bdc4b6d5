package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.TableVersion;
import java.util.List;
import java.util.Objects;

/**
 * How the rows of one table version are written into the table that the replica has.
 *
 * @param version what the rows follow
 * @param target what the replica has
 * @param columns the columns that are written
 * @param fit how the two stand to each other
 * @param known schema changes that this plan knows of
 */
record RowPlan(
    TableVersion version, TargetTable target, List<Written> columns, Fit fit, Known known) {
  /**
   * Read before the table was looked at.
   *
   * @param ddlVersion of the replica
   * @param lastDrop of the table
   */
  record Known(long ddlVersion, long lastDrop) {}

  /** How rows and table stand to each other. */
  enum Fit {
    /** Every column of the version is there and takes every value. */
    EXACT,
    /** As EXACT, with a unique key in which rows of different primary keys can meet. */
    EXACT_WITH_UNIQUE_KEYS,
    /**
     * Another partition has brought the table forward already. What the rows can't fill is left;
     * what does not fit is cut as the source's own DDL did: the source's rows all fit at the place
     * of the DDL, so a row that does not is changed again before its partition gets there.
     */
    BEHIND,
    /** Another partition has dropped the table already: the rows are gone at the source too. */
    DROPPED
  }

  /**
   * A column that is written.
   *
   * @param index its place in the version
   * @param target the replica's column
   * @param key whether it is part of the replica's primary key
   */
  record Written(int index, TargetColumn target, boolean key) {}

  RowPlan {
    Objects.requireNonNull(version);
    Objects.requireNonNull(target);
    columns = List.copyOf(columns);
  }

  /** The key columns among those written, in the order of the columns. */
  List<Written> keyColumns() {
    return columns.stream().filter(Written::key).toList();
  }
}
