package dev.doppio.cli.config;

import dev.doppio.logreader.LogReaderConfig;
import dev.doppio.logreader.ReadPlan;
import dev.doppio.logreader.kafka.KafkaLogConfig;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What an applier is made of, in pipeline order.
 *
 * @param datacenter where the log was written first; part of the checkpoint's key
 * @param log Kafka's side
 * @param databases names of the logs to apply
 * @param only partitions of a database that this replica is to have; of others all
 * @param reader between the two
 * @param share how the partitions are parted among the processes of this target
 * @param threads that apply, each some of the partitions
 * @param target what it writes
 * @param daemon the process around them
 */
public record ApplySettings(
    String datacenter,
    KafkaLogConfig log,
    List<String> databases,
    Map<String, List<Integer>> only,
    LogReaderConfig reader,
    Share share,
    int threads,
    TargetSettings target,
    DaemonSettings daemon)
    implements DaemonConfiguration {
  private static final int DEFAULT_THREADS = 4;
  private static final int INDEX_ROWS = 20_000;
  private static final long INDEX_BYTES = 32L << 20;
  private static final Duration INDEX_AGE = Duration.ofSeconds(5);
  private static final int MYSQL_PORT = 9102;
  private static final int SEARCH_PORT = 9103;
  private static final int HADOOP_PORT = 9104;
  private static final int OPENSEARCH_PORT = 9106;

  /** Which daemon a configuration is of. */
  private enum Daemon {
    MYSQL(MYSQL_PORT),
    SEARCH(SEARCH_PORT),
    HADOOP(HADOOP_PORT),
    OPENSEARCH(OPENSEARCH_PORT);

    private final int port;

    Daemon(int port) {
      this.port = port;
    }

    /** A commit of an index is a segment to be merged, and the disk's answer: there are fewer. */
    LogReaderConfig reader() {
      LogReaderConfig standard = LogReaderConfig.defaults();
      LogReaderConfig.Batch batch = standard.batch();
      return this == SEARCH
          ? standard.withBatch(
              new LogReaderConfig.Batch(INDEX_ROWS, INDEX_BYTES, INDEX_AGE, batch.idle()))
          : standard;
    }

    Value<TargetSettings> target(Section target, Value<AppliedDatabases> logs) {
      return switch (this) {
        case MYSQL -> MySqlTargetSettings.read(target, logs);
        case SEARCH -> LuceneTargetSettings.read(target);
        case HADOOP -> HadoopTargetSettings.read(target);
        case OPENSEARCH -> OpenSearchTargetSettings.read(target);
      };
    }
  }

  public ApplySettings {
    Objects.requireNonNull(datacenter);
    databases = List.copyOf(databases);
    only = Map.copyOf(only);
  }

  @Override
  public <R> R match(Cases<R> cases) {
    return cases.applier(this);
  }

  @Override
  public String daemonName() {
    return "applier of " + datacenter + " at " + target.address();
  }

  /**
   * How partitions are parted among processes.
   *
   * @param assignment ALL gives every process all of them: only one may run
   * @param group first part of the names of consumer groups
   */
  public record Share(ReadPlan.Assignment assignment, String group) {
    public Share {
      Objects.requireNonNull(assignment);
      Objects.requireNonNull(group);
    }
  }

  /**
   * What this replica is to have of a database.
   *
   * @param count partitions of its log
   * @throws DoppioException CONFIGURATION when one is named that there is not
   */
  public SortedSet<PartitionId> partitions(String database, int count) {
    SortedSet<PartitionId> all = new TreeSet<>();
    IntStream.range(0, count).forEach(number -> all.add(new PartitionId(database, number)));
    Optional<List<Integer>> some = Optional.ofNullable(only.get(database));
    some.ifPresent(
        numbers -> {
          SortedSet<PartitionId> named = new TreeSet<>();
          numbers.forEach(number -> named.add(new PartitionId(database, number)));
          if (!all.containsAll(named)) {
            throw new DoppioException(
                FailureKind.CONFIGURATION,
                "databases."
                    + database
                    + ".only names "
                    + numbers
                    + ", the log has partitions 0 to "
                    + (count - 1));
          }
          all.retainAll(named);
        });
    return all;
  }

  /** True when this replica is to have the partition. */
  public boolean applies(PartitionId partition) {
    return databases.contains(partition.database())
        && Optional.ofNullable(only.get(partition.database()))
            .map(numbers -> numbers.contains(partition.number()))
            .orElse(true);
  }

  /**
   * The consumer group of all processes that bring this log into this target. The target is part of
   * the name: processes of two targets in one group would each bring a part only.
   *
   * @param target identity of the server, or of the folder
   */
  public String groupId(String target) {
    return share.group() + "." + datacenter + "." + target;
  }

  /** For messages: the brokers. */
  public String bootstrap() {
    return log.properties().getOrDefault("bootstrap.servers", "");
  }

  /** Of {@code doppio apply mysql}. */
  static Value<ApplySettings> readMySql(Section root) {
    return read(root, Daemon.MYSQL);
  }

  /** Of {@code doppio apply search}. */
  static Value<ApplySettings> readSearch(Section root) {
    return read(root, Daemon.SEARCH);
  }

  /** Of {@code doppio apply hadoop}. */
  static Value<ApplySettings> readHadoop(Section root) {
    return read(root, Daemon.HADOOP);
  }

  /** Of {@code doppio apply opensearch}. */
  static Value<ApplySettings> readOpenSearch(Section root) {
    return read(root, Daemon.OPENSEARCH);
  }

  /** Of any, told by the target that is named. */
  static Value<ApplySettings> read(Section root) {
    Layers layers = root.reading().layers();
    if (layers.find("target.hadoop.warehouse").isPresent()) {
      return read(root, Daemon.HADOOP);
    }
    if (layers.find("target.opensearch.nodes").isPresent()) {
      return read(root, Daemon.OPENSEARCH);
    }
    boolean lucene = layers.find("target.lucene.folder").isPresent();
    return read(root, lucene ? Daemon.SEARCH : Daemon.MYSQL);
  }

  private static Value<ApplySettings> read(Section root, Daemon which) {
    Section from = root.section("log");
    Value<String> datacenter =
        from.required("origin", Kind.TEXT, "the datacenter whose sidecars write this log");
    Value<Duration> timeout = from.optional("timeout", Kind.DURATION, Duration.ofSeconds(30));
    Value<TopicNames> topics = TopicSettings.names(root);
    Value<AppliedDatabases> logs =
        AppliedDatabases.read(root.section("databases"), which == Daemon.MYSQL);
    Value<KafkaLogConfig> log = log(root.section("kafka"), topics, logs, timeout);
    Value<LogReaderConfig> reader = ReaderSettings.read(root.section("reader"), which.reader());
    Value<Share> share = share(root.section("reader"), topics);
    Value<Integer> threads =
        root.section("reader").optional("threads", Kind.number(1, 1_000), DEFAULT_THREADS);
    Value<TargetSettings> written = which.target(root.section("target"), logs);
    Value<DaemonSettings> daemon = DaemonSettings.read(root, which.port);
    return root.build(
        () ->
            new ApplySettings(
                datacenter.get(),
                log.get(),
                logs.get().names(),
                logs.get().only(),
                reader.get(),
                share.get(),
                threads.get(),
                written.get(),
                daemon.get()));
  }

  private static Value<KafkaLogConfig> log(
      Section section,
      Value<TopicNames> topics,
      Value<AppliedDatabases> logs,
      Value<Duration> timeout) {
    Value<KafkaSettings> kafka = KafkaSettings.read(section);
    return section.build(
        () ->
            new KafkaLogConfig(
                topics.get().prefix(), logs.get().partitions(), timeout.get(), kafka.get().all()));
  }

  private static Value<Share> share(Section section, Value<TopicNames> topics) {
    Value<ReadPlan.Assignment> assignment =
        section.optional(
            "assignment", Kind.choice(ReadPlan.Assignment.class), ReadPlan.Assignment.GROUP);
    Value<Optional<String>> group = section.maybe("group", Kind.TEXT);
    return section.build(
        () ->
            new Share(
                assignment.get(), group.get().orElseGet(() -> topics.get().prefix() + ".apply")));
  }
}
