package dev.doppio.cli.tail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doppio.logreader.Run;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.ArrayList;
import java.util.List;

/**
 * A JSON object on a line for each change, with its run's place. The last change of a run has
 * {@code end}; where the run's part ended without one, an object with {@code end} alone follows.
 */
public final class JsonForm implements Form {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public List<String> run(
      PartitionId partition, Run run, List<DocumentChange> changes, boolean first) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      DocumentChange change = changes.get(i);
      ObjectNode json = placed(partition, run.scn());
      json.put("gtid", run.gtid().map(Object::toString).orElse(null));
      json.put("origin", run.origin().toString());
      json.put("sourceTime", change.sourceTime().toString());
      json.put("operation", change.operation().name());
      json.put("table", change.table().toString());
      json.put("key", change.key().path());
      change.after().ifPresent(row -> json.set("after", ReadableRow.of(row)));
      change.before().ifPresent(row -> json.set("before", ReadableRow.known(row)));
      lines.add((i == changes.size() - 1 ? ending(json, run) : json).toString());
    }
    if (changes.isEmpty() && run.ends()) {
      lines.add(ending(placed(partition, run.scn()), run).toString());
    }
    return lines;
  }

  private static ObjectNode placed(PartitionId partition, Scn scn) {
    return JSON.createObjectNode()
        .put("database", partition.database())
        .put("partition", partition.number())
        .put("scn", scn.toString());
  }

  private static ObjectNode ending(ObjectNode json, Run run) {
    if (run.ends()) {
      json.put("end", true).put("partitions", run.partitions().getAsInt());
    }
    return json;
  }

  @Override
  public List<String> schemaChange(
      PartitionId partition, Scn at, ControlRecord.SchemaChange change) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("database", partition.database())
            .put("partition", partition.number())
            .put("scn", at.toString())
            .put("sourceTime", change.sourceTime().toString())
            .put("operation", "SCHEMA")
            .put("table", change.table().toString())
            .put("ddlId", change.ddlId())
            .put("before", change.before().map(Object::toString).orElse(null))
            .put("after", change.after().map(Object::toString).orElse(null))
            .put("statement", change.statement());
    if (!change.fills().isEmpty()) {
      ObjectNode fills = json.putObject("fills");
      change.fills().forEach(fill -> fills.put(fill.column(), fill.literal()));
    }
    return List.of(json.toString());
  }

  @Override
  public List<String> truncation(
      PartitionId partition, Scn at, ControlRecord.Truncation truncation) {
    return List.of(
        placed(partition, at)
            .put("sourceTime", truncation.sourceTime().toString())
            .put("operation", "TRUNCATE")
            .put("table", truncation.table().toString())
            .put("ddlId", truncation.ddlId())
            .put("statement", truncation.statement())
            .toString());
  }
}
