package dev.doppio.cli.config;

import dev.doppio.applier.mysql.MySqlTargetConfig;
import dev.doppio.applier.mysql.TlsMode;
import dev.doppio.applier.mysql.UniquePolicy;
import dev.doppio.logreader.LogReaderConfig;
import dev.doppio.logreader.ReadPlan;
import dev.doppio.logreader.kafka.KafkaLogConfig;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What a MySQL applier is made of, in pipeline order.
 *
 * @param datacenter where the log was written first; part of the checkpoint's key
 * @param log Kafka's side
 * @param databases names of the logs to apply
 * @param only partitions of a database that this replica is to have; of others all
 * @param reader between the two
 * @param share how the partitions are parted among the processes of this replica
 * @param threads that apply, each some of the partitions
 * @param mysql the replica
 * @param checks what the replica is held to
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
    MySqlSettings mysql,
    Checks checks,
    DaemonSettings daemon)
    implements DaemonConfiguration {
  private static final int DEFAULT_THREADS = 4;

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
    return "applier of " + datacenter + " at " + mysql.host() + ":" + mysql.port();
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
   * The consumer group of all processes that bring this log into this replica. The replica is part
   * of the name: processes of two replicas in one group would each bring a part only.
   *
   * @param replica identity of the server
   */
  public String groupId(String replica) {
    return share.group() + "." + datacenter + "." + replica;
  }

  /**
   * What the replica is held to.
   *
   * @param poolSize empty takes one connection a partition and one more
   * @param schemas MySQL schemas looked at before the first row
   * @param unique by table
   * @param strict whether a missing row stops its partition
   */
  public record Checks(
      Optional<Integer> poolSize,
      List<String> schemas,
      Map<TableName, UniquePolicy> unique,
      boolean strict) {
    public Checks {
      schemas = List.copyOf(schemas);
      unique = Map.copyOf(unique);
    }
  }

  /**
   * The replica as a target.
   *
   * @param partitions of all logs together
   */
  public MySqlTargetConfig target(int partitions) {
    return new MySqlTargetConfig(
        mysql.host(),
        mysql.port(),
        mysql.user(),
        mysql.password().reveal(),
        TlsMode.valueOf(mysql.tls().mode().name()),
        checks.poolSize().orElse(partitions + 1),
        mysql.clientWithStores(),
        datacenter,
        checks.schemas(),
        checks.unique(),
        checks.strict());
  }

  /** For messages: the brokers. */
  public String bootstrap() {
    return log.properties().getOrDefault("bootstrap.servers", "");
  }

  static Value<ApplySettings> read(Section root) {
    Section from = root.section("log");
    Value<String> datacenter =
        from.required("origin", Kind.TEXT, "the datacenter whose sidecars write this log");
    Value<Duration> timeout = from.optional("timeout", Kind.DURATION, Duration.ofSeconds(30));
    Value<TopicNames> topics = TopicSettings.names(root);
    Value<Logs> logs = Logs.read(root.section("databases"));
    Value<KafkaLogConfig> log = log(root.section("kafka"), topics, logs, timeout);
    Value<LogReaderConfig> reader = ReaderSettings.read(root.section("reader"));
    Value<Share> share = share(root.section("reader"), topics);
    Value<Integer> threads =
        root.section("reader").optional("threads", Kind.number(1, 1_000), DEFAULT_THREADS);
    Section target = root.section("target");
    Value<MySqlSettings> mysql =
        MySqlSettings.read(target.section("mysql"), "the account that writes the replica");
    Value<Optional<Integer>> pool = target.maybe("pool-size", Kind.number(2, 10_000));
    Value<Boolean> strict = target.optional("strict", Kind.FLAG, true);
    Value<DaemonSettings> daemon = DaemonSettings.read(root, 9102);
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
                mysql.get(),
                new Checks(pool.get(), logs.get().schemas(), logs.get().unique(), strict.get()),
                daemon.get()));
  }

  private static Value<KafkaLogConfig> log(
      Section section, Value<TopicNames> topics, Value<Logs> logs, Value<Duration> timeout) {
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

  /** Section {@code databases} of an applier. */
  private record Logs(
      List<String> names,
      Map<String, List<Integer>> only,
      Map<String, Integer> partitions,
      List<String> schemas,
      Map<TableName, UniquePolicy> unique) {

    static Value<Logs> read(Section databases) {
      List<String> names = databases.names();
      if (names.isEmpty()) {
        return DatabaseSettings.missing(databases, "databases: {mailbox: {}}");
      }
      List<Value<?>> read = new ArrayList<>();
      Map<String, Integer> partitions = new LinkedHashMap<>();
      Map<String, List<Integer>> only = new LinkedHashMap<>();
      List<String> schemas = new ArrayList<>();
      Map<TableName, UniquePolicy> unique = new LinkedHashMap<>();
      for (String name : names) {
        Section section = databases.section(name);
        Value<Optional<Integer>> count =
            section.maybe("partitions", Kind.number(1, DatabaseSettings.MOST_PARTITIONS));
        Value<List<String>> own = section.list("schemas", Kind.TEXT);
        Value<List<Integer>> some =
            section.list("only", Kind.number(0, DatabaseSettings.MOST_PARTITIONS - 1));
        Section policies = section.section("unique");
        for (String table : policies.names()) {
          Value<UniquePolicy> policy =
              policies.required(table, Kind.choice(UniquePolicy.class), "pin or relax");
          read.add(policies.build(() -> unique.put(new TableName(name, table), policy.get())));
        }
        read.add(
            section.build(
                () -> {
                  count.get().ifPresent(number -> partitions.put(name, number));
                  some.get()
                      .forEach(n -> only.computeIfAbsent(name, x -> new ArrayList<>()).add(n));
                  return schemas.addAll(own.get().isEmpty() ? List.of(name) : own.get());
                }));
      }
      return databases.build(() -> new Logs(names, only, partitions, schemas, unique));
    }
  }
}
