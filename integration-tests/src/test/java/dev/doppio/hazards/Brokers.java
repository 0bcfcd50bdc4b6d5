package dev.doppio.hazards;

import static org.awaitility.Awaitility.await;

import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.kafka.KafkaSpec;
import dev.doppio.servers.Servers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;

/** Three brokers, replication factor 3, two of them enough to acknowledge; and what they tell. */
final class Brokers implements AutoCloseable {
  /** Of the cluster. */
  static final String NAME = "hazards";

  /** Door of the sidecar. */
  static final String SIDECAR = "SIDECAR";

  /** Door of the applier. */
  static final String APPLIER = "APPLIER";

  /** Setting of a topic. */
  static final String MIN_IN_SYNC = "min.insync.replicas";

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private final KafkaCluster cluster =
      Servers.kafka(
          KafkaSpec.named(NAME)
              .withNodes(3)
              .withDoor(SIDECAR)
              .withDoor(APPLIER)
              .with("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"));
  private final Admin admin = impatient(cluster);

  /** A partition's leader and how often it was elected. */
  record Leader(int node, int epoch) {}

  /** A broker that stands still must not hold up the question for it. */
  private static Admin impatient(KafkaCluster cluster) {
    Map<String, Object> settings = new HashMap<>(cluster.adminProperties());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 6_000);
    return Admin.create(settings);
  }

  KafkaCluster cluster() {
    return cluster;
  }

  Leader leader(String topic, int partition) throws Exception {
    var found = describe(topic).partitions().get(partition);
    TopicPartition at = new TopicPartition(topic, partition);
    var end = admin.listOffsets(Map.of(at, OffsetSpec.latest())).partitionResult(at).get();
    return new Leader(
        found.leader() == null ? -1 : found.leader().id(), end.leaderEpoch().orElse(-1));
  }

  Leader controller() throws Exception {
    var quorum = admin.describeMetadataQuorum().quorumInfo().get();
    return new Leader(quorum.leaderId(), (int) quorum.leaderEpoch());
  }

  private TopicDescription describe(String topic) throws Exception {
    return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
  }

  /** Waits until each replica of the topic is in sync again. */
  void awaitInSync(String topic) {
    await()
        .atMost(LIMIT)
        .ignoreException(ExecutionException.class)
        .until(
            () ->
                describe(topic).partitions().stream()
                    .allMatch(partition -> partition.isr().size() == cluster.nodes().size()));
  }

  /** How many replicas are in sync where they are fewest. */
  int leastInSync(String topic) throws Exception {
    return describe(topic).partitions().stream().mapToInt(p -> p.isr().size()).min().orElse(0);
  }

  void set(String topic, String setting, String value) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    AlterConfigOp set =
        new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
    admin.incrementalAlterConfigs(Map.of(resource, Set.of(set))).all().get();
  }

  /** Deletes every record that the topic has. */
  void truncate(String topic) throws Exception {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    describe(topic)
        .partitions()
        .forEach(
            found ->
                all.put(
                    new TopicPartition(topic, found.partition()),
                    RecordsToDelete.beforeOffset(-1)));
    admin.deleteRecords(all).all().get();
  }

  /** Deletes the topic and makes one of the same name, partitions and settings. */
  void replace(String topic) throws Exception {
    int partitions = describe(topic).partitions().size();
    delete(topic);
    Map<String, String> settings =
        Map.of(MIN_IN_SYNC, "2", "unclean.leader.election.enable", "false");
    admin
        .createTopics(List.of(new NewTopic(topic, partitions, (short) 3).configs(settings)))
        .all()
        .get();
  }

  /** Offsets that a topic has used so far, in any cluster; 0 where it is not there. */
  static long records(Admin admin, String topic) throws Exception {
    if (!admin.listTopics().names().get().contains(topic)) {
      return 0;
    }
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .forEach(p -> ends.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
    return admin.listOffsets(ends).all().get().values().stream().mapToLong(o -> o.offset()).sum();
  }

  /** Returns when nobody knows it any more. */
  void delete(String topic) throws Exception {
    admin.deleteTopics(List.of(topic)).all().get();
    Servers.awaitTopicGone(admin, topic);
  }

  /** Writes a record as any producer does. */
  void write(String topic, int partition, String key, String value) throws Exception {
    Map<String, Object> settings = new HashMap<>(cluster.adminProperties());
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, partition, key, value)).get();
    }
  }

  /** Names of the transactional ids of a node that are in this state. */
  Set<String> transactions(String node, TransactionState state) throws Exception {
    return admin.listTransactions().all().get().stream()
        .filter(listing -> listing.transactionalId().contains(node))
        .filter(listing -> listing.state() == state)
        .map(TransactionListing::transactionalId)
        .collect(Collectors.toSet());
  }

  /** The brokers go on. */
  @Override
  public void close() {
    admin.close();
  }
}
