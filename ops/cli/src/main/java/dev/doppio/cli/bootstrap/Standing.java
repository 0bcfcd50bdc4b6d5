package dev.doppio.cli.bootstrap;

import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.Optional;

/**
 * A row of a replica's {@code doppio.checkpoint}, as it is copied.
 *
 * @param row as it stands there
 */
record Standing(Row row) {
  String origin() {
    return text("origin");
  }

  PartitionId partition() {
    return new PartitionId(text("database_name"), (int) number("partition_number"));
  }

  /** Empty when nothing was ever applied. */
  Optional<Checkpoint> checkpoint() {
    return value("log_id")
        .map(
            log ->
                new Checkpoint(
                    LogId.parse(log.toString()),
                    text("datacenter"),
                    partition(),
                    new Scn((int) number("generation"), number("sequence")),
                    number("transactions")));
  }

  /**
   * True when it was set back and has not come to where it stood.
   *
   * @param rewound of {@code doppio.rewound}
   */
  boolean isBeforeItsRows(Row rewound) {
    Standing then = new Standing(rewound);
    boolean counts =
        then.origin().equals(origin())
            && then.partition().equals(partition())
            && then.value("undone_at").isEmpty();
    Scn from = new Scn((int) then.number("from_generation"), then.number("from_sequence"));
    return counts && checkpoint().filter(at -> at.scn().isBefore(from)).isPresent();
  }

  /** Of a row of {@code doppio.ddl_applied}: false while its statement may or may not have run. */
  static boolean isApplied(Row statement) {
    return new Standing(statement).number("applied") != 0;
  }

  private String text(String column) {
    return value(column).orElse("").toString();
  }

  private long number(String column) {
    return value(column).map(Object::toString).map(Long::parseLong).orElse(0L);
  }

  private Optional<Object> value(String column) {
    return row.table().indexOf(column).flatMap(row::value);
  }
}
