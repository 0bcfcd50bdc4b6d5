package dev.doppio.cli.grants;

import dev.doppio.applier.mysql.MySqlTarget;
import dev.doppio.capture.Capture;
import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.HadoopTargetSettings;
import dev.doppio.cli.config.LuceneTargetSettings;
import dev.doppio.cli.config.MySqlTargetSettings;
import dev.doppio.cli.config.OpenSearchTargetSettings;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.cli.config.TargetSettings;
import dev.doppio.cli.grants.KafkaAcl.Match;
import dev.doppio.cli.grants.KafkaAcl.Operation;
import dev.doppio.cli.grants.KafkaAcl.Resource;
import dev.doppio.logreader.ReadPlan;
import dev.doppio.schemas.log.TopicNames;
import java.util.ArrayList;
import java.util.List;

/**
 * The least rights of one daemon.
 *
 * @param mysql statements for an account that exists, without semicolons
 * @param kafka for the daemon's principal
 */
public record Grants(List<String> mysql, List<KafkaAcl> kafka) {
  public Grants {
    mysql = List.copyOf(mysql);
    kafka = List.copyOf(kafka);
  }

  /** Of {@code doppio sidecar}. */
  public static Grants sidecar(SidecarSettings settings) {
    String node = settings.capture().node();
    TopicNames topics = settings.log().topics();
    List<KafkaAcl> kafka = new ArrayList<>();
    settings
        .log()
        .databases()
        .forEach(layout -> kafka.addAll(ownTopic(topics.log(layout.database()))));
    kafka.addAll(ownTopic(topics.positions(node)));
    kafka.addAll(ownTopic(topics.schemas()));
    kafka.addAll(ownTopic(topics.orphans(node)));
    kafka.addAll(ownTopic(topics.tables(node)));
    kafka.addAll(ownTopic(topics.snapshots(node)));
    kafka.addAll(mastership(topics, settings.log().transactionalIds()));
    kafka.add(new KafkaAcl(Resource.CLUSTER, "kafka-cluster", Operation.DESCRIBE));
    kafka.add(new KafkaAcl(Resource.CLUSTER, "kafka-cluster", Operation.DESCRIBE_CONFIGS));
    return new Grants(new Capture(settings.capture()).grants(), kafka);
  }

  /**
   * Whoever takes a partition over fences the producers of other nodes, which to Kafka is writing
   * under their name; and says what may be lost, by their positions.
   */
  private static List<KafkaAcl> mastership(TopicNames topics, String producers) {
    List<KafkaAcl> kafka = new ArrayList<>(ownTopic(topics.mastership()));
    for (String ids : List.of(producers, topics.mastership() + ".")) {
      kafka.add(new KafkaAcl(Resource.TRANSACTIONAL_ID, ids, Match.PREFIXED, Operation.WRITE));
      kafka.add(new KafkaAcl(Resource.TRANSACTIONAL_ID, ids, Match.PREFIXED, Operation.DESCRIBE));
    }
    kafka.add(new KafkaAcl(Resource.TOPIC, topics.positions(""), Match.PREFIXED, Operation.READ));
    kafka.add(
        new KafkaAcl(Resource.TOPIC, topics.positions(""), Match.PREFIXED, Operation.DESCRIBE));
    return kafka;
  }

  /**
   * Of {@code doppio apply}; an index or a warehouse needs its folder, or a cluster's own roles.
   */
  public static Grants apply(ApplySettings settings) {
    List<KafkaAcl> kafka = new ArrayList<>();
    TopicNames topics = new TopicNames(settings.log().topicPrefix());
    settings.databases().forEach(database -> kafka.addAll(readTopic(topics.log(database))));
    kafka.addAll(readTopic(topics.schemas()));
    if (settings.share().assignment() == ReadPlan.Assignment.GROUP) {
      kafka.add(new KafkaAcl(Resource.GROUP, settings.groupId(""), Match.PREFIXED, Operation.READ));
    }
    List<String> sql =
        settings
            .target()
            .match(
                new TargetSettings.Cases<List<String>>() {
                  @Override
                  public List<String> mysql(MySqlTargetSettings mysql) {
                    return MySqlTarget.grants(mysql.config(settings.datacenter(), 1));
                  }

                  @Override
                  public List<String> lucene(LuceneTargetSettings lucene) {
                    return List.of();
                  }

                  @Override
                  public List<String> openSearch(OpenSearchTargetSettings openSearch) {
                    return List.of();
                  }

                  @Override
                  public List<String> hadoop(HadoopTargetSettings hadoop) {
                    return List.of();
                  }
                });
    return new Grants(sql, kafka);
  }

  private static List<KafkaAcl> ownTopic(String topic) {
    return List.of(
        new KafkaAcl(Resource.TOPIC, topic, Operation.CREATE),
        new KafkaAcl(Resource.TOPIC, topic, Operation.DESCRIBE),
        new KafkaAcl(Resource.TOPIC, topic, Operation.DESCRIBE_CONFIGS),
        new KafkaAcl(Resource.TOPIC, topic, Operation.READ),
        new KafkaAcl(Resource.TOPIC, topic, Operation.WRITE));
  }

  private static List<KafkaAcl> readTopic(String topic) {
    return List.of(
        new KafkaAcl(Resource.TOPIC, topic, Operation.DESCRIBE),
        new KafkaAcl(Resource.TOPIC, topic, Operation.READ));
  }

  /** As an operator pastes it: SQL, then the lines of Kafka's own tool. */
  public String print(String bootstrap, String principal) {
    StringBuilder out = new StringBuilder();
    if (!mysql.isEmpty()) {
      out.append("-- MySQL: to be run by an administrator; the account has to exist\n");
      mysql.forEach(statement -> out.append(statement).append(";\n"));
      out.append('\n');
    }
    out.append("# Kafka: only where the brokers have an authorizer\n");
    kafka.forEach(acl -> out.append(acl.command(bootstrap, principal)).append('\n'));
    return out.toString();
  }
}
