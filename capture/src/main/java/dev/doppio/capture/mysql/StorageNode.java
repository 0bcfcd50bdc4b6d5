package dev.doppio.capture.mysql;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.config.Endpoint;
import dev.doppio.schemas.Doppio;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A storage node as a change of mastership sees it: what it has executed, and what of the log it
 * has applied as a replica. Not thread-safe.
 */
public final class StorageNode implements AutoCloseable {
  private static final String CHECKPOINTS = "`" + Doppio.CHECKPOINT_SCHEMA + "`.checkpoint";

  private final SqlSession sql;

  private StorageNode(SqlSession sql) {
    this.sql = sql;
  }

  /**
   * Connects; where the node has several servers, to the first that takes writes, and where none
   * does, to the first that answers.
   *
   * @throws DoppioException SOURCE_UNAVAILABLE, SOURCE_REFUSED
   */
  public static StorageNode open(CaptureConfig config) {
    Optional<DoppioException> failure = Optional.empty();
    for (Endpoint endpoint : writableFirst(config)) {
      try {
        return new StorageNode(SqlSession.open(endpoint, config.mysql()));
      } catch (DoppioException e) {
        failure = failure.isPresent() ? failure : Optional.of(e);
      }
    }
    throw failure.orElseThrow();
  }

  private static List<Endpoint> writableFirst(CaptureConfig config) {
    if (config.endpoints().size() == 1) {
      return config.endpoints();
    }
    EndpointReader reader = new EndpointReader(config.mysql());
    List<Endpoint> order =
        new ArrayList<>(
            config.endpoints().stream().filter(each -> isWritable(reader, each)).toList());
    config.endpoints().stream().filter(each -> !order.contains(each)).forEach(order::add);
    return order;
  }

  private static boolean isWritable(EndpointReader reader, Endpoint endpoint) {
    try {
      return reader.read(endpoint).writable();
    } catch (DoppioException silent) {
      return false;
    }
  }

  /** All that it has committed by now. */
  public GtidSet executed() {
    return new SourceClock(sql).read().executed();
  }

  /**
   * True when an applier keeps checkpoints here.
   *
   * @throws DoppioException SOURCE_REFUSED when the account may not see whether it does: it lacks
   *     what {@code doppio grants sidecar} prints
   */
  public boolean isReplica() {
    return sql.hasTable(CHECKPOINTS);
  }

  /** The last run that was applied here; empty when none of this log was. */
  public Optional<Scn> applied(PartitionId partition, LogId log) {
    List<Scn> found =
        sql.query(
            "SELECT generation, sequence FROM "
                + CHECKPOINTS
                + " WHERE database_name = ? AND partition_number = ? AND log_id = ?",
            row -> new Scn(row.getInt(1), row.getLong(2)),
            partition.database(),
            partition.number(),
            log.toString());
    return found.stream().findFirst();
  }

  @Override
  public void close() {
    sql.close();
  }
}
