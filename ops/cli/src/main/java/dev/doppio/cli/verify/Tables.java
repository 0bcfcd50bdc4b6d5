package dev.doppio.cli.verify;

import dev.doppio.schemas.document.TableName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Tables that are still to be read, one after the other, and how far. Not thread-safe. */
final class Tables {
  private final Deque<Left> left = new ArrayDeque<>();

  /** The rest of a table. */
  private record Left(TableName table, Optional<TablePlan> plan, Optional<List<String>> after) {}

  /**
   * What is to be read next.
   *
   * @param plan of the table
   * @param after fields of the last key that was read; empty at the begin
   */
  record Part(TablePlan plan, Optional<List<String>> after) {
    Part {
      Objects.requireNonNull(plan);
      Objects.requireNonNull(after);
    }
  }

  /**
   * @param names in the order in which they are read
   * @param read fields of the last key of those that an earlier run has begun
   */
  Tables(List<TableName> names, Map<TableName, List<String>> read) {
    names.forEach(
        table -> left.add(new Left(table, Optional.empty(), Optional.ofNullable(read.get(table)))));
  }

  /**
   * The next part; empty when there is none.
   *
   * @param planner tells how a table is compared; a table that is gone has no plan
   */
  Optional<Part> next(Function<TableName, Optional<TablePlan>> planner) {
    while (!left.isEmpty()) {
      Left head = left.remove();
      Optional<TablePlan> plan = head.plan().or(() -> planner.apply(head.table()));
      if (plan.isPresent()) {
        left.addFirst(new Left(head.table(), plan, head.after()));
        return Optional.of(new Part(plan.get(), head.after()));
      }
    }
    return Optional.empty();
  }

  /** The next part was read up to the end of this stretch. */
  void took(Stretch stretch) {
    Left head = left.remove();
    if (stretch.to().isPresent()) {
      left.addFirst(new Left(head.table(), head.plan(), stretch.to()));
    }
  }

  /** A table is to be read anew from here on; without a plan it is gone. */
  void again(TableName table, Optional<TablePlan> plan, Optional<List<String>> after) {
    left.removeIf(rest -> rest.table().equals(table));
    plan.ifPresent(known -> left.addFirst(new Left(table, plan, after)));
  }

  boolean isOver() {
    return left.isEmpty();
  }
}
