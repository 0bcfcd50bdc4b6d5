package dev.doppio.cli.tail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doppio.logreader.Run;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.ArrayList;
import java.util.List;

/** A line for the run, and one for each of its changes below it. */
public final class TextForm implements Form {
  @Override
  public List<String> run(
      PartitionId partition, Run run, List<DocumentChange> changes, boolean first) {
    List<String> lines = new ArrayList<>();
    if (first) {
      lines.add(
          partition
              + "  "
              + run.scn()
              + "  "
              + run.sourceTime()
              + "  "
              + run.origin()
              + "  "
              + run.gtid().map(Object::toString).orElse("snapshot"));
    }
    changes.forEach(change -> lines.add(line(change)));
    return lines;
  }

  private static String line(DocumentChange change) {
    String line =
        "  "
            + change.operation()
            + " "
            + change.table()
            + " "
            + change.key()
            + change.after().map(row -> " " + ReadableRow.of(row)).orElse("");
    return line
        + change
            .before()
            .map(ReadableRow::known)
            .filter(row -> !row.isEmpty())
            .map(row -> (change.after().isPresent() ? " was " : " ") + text(row))
            .orElse("");
  }

  private static String text(ObjectNode row) {
    return row.toString();
  }

  @Override
  public List<String> schemaChange(
      PartitionId partition, Scn at, ControlRecord.SchemaChange change) {
    String versions =
        change.before().map(Object::toString).orElse("none")
            + " -> "
            + change.after().map(Object::toString).orElse("none");
    return List.of(
        partition + "  " + at + "  " + change.sourceTime() + "  " + change.ddlId(),
        "  SCHEMA " + change.table() + " " + versions + "  " + oneLine(change.statement()));
  }

  @Override
  public List<String> truncation(
      PartitionId partition, Scn at, ControlRecord.Truncation truncation) {
    return List.of(
        partition + "  " + at + "  " + truncation.sourceTime() + "  " + truncation.ddlId(),
        "  TRUNCATE " + truncation.table() + "  " + oneLine(truncation.statement()));
  }

  private static String oneLine(String statement) {
    return statement.replaceAll("\\s+", " ").strip();
  }
}
