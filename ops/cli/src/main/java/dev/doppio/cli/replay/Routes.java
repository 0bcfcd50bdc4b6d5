package dev.doppio.cli.replay;

import dev.doppio.logreader.LogLook;
import dev.doppio.logreader.LogLook.Look;
import dev.doppio.logreader.LogPlaces;
import dev.doppio.logreader.LogPlaces.First;
import dev.doppio.logreader.LogSource;
import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.Rewind;
import dev.doppio.logreader.SnapshotSearch;
import dev.doppio.logreader.SourcePlace;
import dev.doppio.logreader.StartPlace;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Finds the ways of consumers through one database's log. Used by one thread. */
final class Routes implements AutoCloseable {
  private final KafkaLog kafka;
  private final String database;
  private final LogSource source;
  private final LogLook look;
  private final LogPlaces places;

  /** Connects. */
  Routes(KafkaLog kafka, String database) {
    this.kafka = kafka;
    this.database = database;
    this.source = kafka.open();
    this.look = new LogLook(source, kafka.schemas());
    this.places = new LogPlaces(source, kafka.schemas());
  }

  /**
   * Finds begin and end of each; a partition that does not have the begin's transaction is left
   * out.
   *
   * @throws DoppioException CONFIGURATION when a place is not in the log, with the range there is
   */
  List<Route> find(Set<PartitionId> partitions, Begin begin, End end) {
    try {
      List<Look> looks = partitions.stream().map(look::at).toList();
      new LogTimes(places, looks).refuseOutside(begin, end);
      EndSearch ends = EndSearch.of(places, end, looks, begin.since());
      return begin.isOfATransaction()
          ? fromTransaction(looks, begin.transaction().orElseThrow(), ends)
          : looks.stream().map(at -> route(at, begin, end, ends.of(at))).toList();
    } catch (DoppioException e) {
      throw e.kind() == FailureKind.START_NOT_FOUND
          ? new DoppioException(FailureKind.CONFIGURATION, e.getMessage(), e)
          : e;
    }
  }

  /** A partition as it is now. */
  Look look(PartitionId partition) {
    return look.at(partition);
  }

  private List<Route> fromTransaction(List<Look> looks, StartPlace.AtGtid from, EndSearch ends) {
    SourcePlace transaction =
        places
            .find(looks, from.gtid(), from.from())
            .orElseThrow(() -> EndSearch.notFound(from.gtid(), from.from()));
    List<Route> routes = new ArrayList<>();
    for (Look at : looks) {
      places
          .runOf(at, transaction)
          .ifPresent(first -> routes.add(new Route(at, Optional.of(first), ends.of(at))));
    }
    return routes;
  }

  private Route route(Look at, Begin begin, End end, EndSearch.Bound bound) {
    if (begin.isOfLog()) {
      return new Route(at, Optional.empty(), bound);
    }
    First first = places.first(at, begin.of(at.partition().number(), at.bounds().begin()));
    boolean early =
        bound.scn().filter(last -> first.scn().filter(last::isBefore).isPresent()).isPresent();
    if (early && end.names(at.partition().number())) {
      throw EndSearch.refused(
          at, "the end " + bound.scn().get() + " is before the start " + first.scn().orElseThrow());
    }
    return new Route(at, Optional.of(first), early ? EndSearch.Bound.NOTHING : bound);
  }

  /**
   * What a consumer at this checkpoint needs has to be there.
   *
   * @throws DoppioException LOG_TRUNCATED when it is not, with the way out
   */
  void refuseTruncated(Route route, Checkpoint at) {
    if (!route.isRewindOf(at)) {
      obstacle(route, Optional.of(at))
          .ifPresent(
              why -> {
                throw new DoppioException(
                    FailureKind.LOG_TRUNCATED,
                    route.partition() + ": " + why + "; nothing was applied");
              });
    }
  }

  /** What keeps a consumer from going on here; without a checkpoint, from beginning. */
  Optional<String> obstacle(Route route, Optional<Checkpoint> at) {
    return look.obstacle(route.look(), at);
  }

  /** The way back of a route, for a target that is to take it. */
  Rewind rewind(Route route) {
    First first = route.first().orElseThrow();
    PassedStatements passed = new PassedStatements(source, first);
    passed.readAhead();
    return new Rewind(route.partition(), first.before(), passed);
  }

  /**
   * Where a new target becomes whole by snapshots in the log.
   *
   * @param pinned tables, without their schema, that lie in one partition as a whole
   */
  SnapshotSearch.Found snapshots(Map<String, Integer> pinned) {
    Map<PartitionId, Bounds> all = new TreeMap<>();
    IntStream.range(0, source.partitions(database))
        .mapToObj(number -> new PartitionId(database, number))
        .forEach(partition -> all.put(partition, look.at(partition).bounds()));
    return new SnapshotSearch(source, kafka.schemas()).find(all, tables(pinned));
  }

  /** Of the log's MySQL schemas; one with a number lies in the partition of this number. */
  private Map<TableName, Optional<Integer>> tables(Map<String, Integer> pinned) {
    Map<TableName, Optional<Integer>> tables = new HashMap<>();
    for (TableName table : LogTables.of(kafka, database)) {
      String schema = table.database();
      boolean numbered = schema.length() > database.length();
      tables.put(
          table,
          numbered
              ? Optional.of(Integer.parseInt(schema.substring(database.length() + 1)))
              : Optional.ofNullable(pinned.get(table.table())));
    }
    return tables;
  }

  @Override
  public void close() {
    source.close();
  }
}
