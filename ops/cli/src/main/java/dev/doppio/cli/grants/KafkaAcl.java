package dev.doppio.cli.grants;

import java.util.Locale;
import java.util.Objects;

/**
 * One operation on one resource of a Kafka cluster.
 *
 * @param resource kind of resource
 * @param name its name, or the begin of it; {@code kafka-cluster} for the cluster
 * @param match whether the name is the whole name
 * @param operation what is allowed
 */
public record KafkaAcl(Resource resource, String name, Match match, Operation operation) {
  /** How a name stands for resources. */
  public enum Match {
    LITERAL,
    PREFIXED
  }

  /** Kinds of resource that are needed; the names are Kafka's. */
  public enum Resource {
    TOPIC,
    GROUP,
    TRANSACTIONAL_ID,
    CLUSTER
  }

  /** Operations that are needed; the names are Kafka's. */
  public enum Operation {
    READ,
    WRITE,
    CREATE,
    DESCRIBE,
    DESCRIBE_CONFIGS
  }

  public KafkaAcl {
    Objects.requireNonNull(resource);
    Objects.requireNonNull(name);
    Objects.requireNonNull(match);
    Objects.requireNonNull(operation);
  }

  /** An operation on the one resource of this name. */
  public KafkaAcl(Resource resource, String name, Operation operation) {
    this(resource, name, Match.LITERAL, operation);
  }

  /** The line that adds it with Kafka's own tool. */
  public String command(String bootstrap, String principal) {
    String what =
        resource == Resource.CLUSTER
            ? "--cluster"
            : "--" + resource.name().toLowerCase(Locale.ROOT).replace('_', '-') + " '" + name + "'";
    String prefixed = match == Match.PREFIXED ? " --resource-pattern-type prefixed" : "";
    return "kafka-acls.sh --bootstrap-server "
        + bootstrap
        + " --add --allow-principal '"
        + principal
        + "' --operation "
        + camelCase(operation.name())
        + " "
        + what
        + prefixed;
  }

  private static String camelCase(String constant) {
    StringBuilder out = new StringBuilder();
    for (String word : constant.split("_")) {
      out.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return out.toString();
  }
}
