package dev.doppio.applier.opensearch;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An OpenSearch cluster as a target.
 *
 * @param access how it is reached
 * @param prefix of the names of all indexes and aliases, those of the checkpoints among them
 * @param datacenter origin of the log, the only one under this prefix
 * @param indexes how indexes are made
 * @param bulkBytes most of a bulk request; what a transaction has beyond it waits in a file
 */
public record OpenSearchTargetConfig(
    Access access, String prefix, String datacenter, Indexes indexes, int bulkBytes) {
  private static final int LEAST_BULK_BYTES = 1 << 10;
  private static final Duration LONGEST_COMPARED = Duration.ofSeconds(10);

  public OpenSearchTargetConfig {
    Objects.requireNonNull(access);
    Objects.requireNonNull(indexes);
    if (!prefix.matches("(?:[a-z0-9][a-z0-9._-]*)?")) {
      throw new IllegalArgumentException(
          "'" + prefix + "' can't begin the name of an index: use a-z, 0-9, '.', '_' and '-'");
    }
    if (datacenter.isEmpty() || bulkBytes < LEAST_BULK_BYTES) {
      throw new IllegalArgumentException(
          "not a target: origin '" + datacenter + "', bulk requests of " + bulkBytes + " bytes");
    }
  }

  /**
   * How a cluster is reached.
   *
   * @param nodes asked in turn; one that does not answer is left out for a while
   * @param account by HTTP's basic authentication; empty where there is none
   * @param trusted PEM file of the authorities that may have signed the nodes' certificates; empty
   *     takes those of the JDK
   * @param timeout of a request
   */
  public record Access(
      List<URI> nodes, Optional<Account> account, Optional<Path> trusted, Duration timeout) {
    public Access {
      nodes = List.copyOf(nodes);
      Objects.requireNonNull(account);
      Objects.requireNonNull(trusted);
      if (nodes.isEmpty() || timeout.isZero() || timeout.isNegative()) {
        throw new IllegalArgumentException("a cluster has a node, and a time-out");
      }
      for (URI node : nodes) {
        boolean http = "http".equals(node.getScheme()) || "https".equals(node.getScheme());
        if (!http || node.getHost() == null || node.getUserInfo() != null) {
          throw new IllegalArgumentException(
              "'" + node + "' is no http://host:port or https://host:port of a node");
        }
      }
    }
  }

  /** Who writes. */
  public record Account(String user, String password) {
    public Account {
      Objects.requireNonNull(user);
      Objects.requireNonNull(password);
    }

    @Override
    public String toString() {
      return user;
    }
  }

  /**
   * How indexes are made; those that are there keep what they were made with.
   *
   * @param shards primary shards, from 1
   * @param replicas of each, from 0
   * @param keepDeletes how long a deleted document's version is remembered: {@code gc_deletes}
   * @param json how JSON columns are indexed
   */
  public record Indexes(int shards, int replicas, Duration keepDeletes, Json json) {
    public Indexes {
      Objects.requireNonNull(json);
      if (shards < 1 || replicas < 0 || keepDeletes.toSeconds() < 1) {
        throw new IllegalArgumentException(
            "no index: " + shards + " shards, " + replicas + " replicas, deletes " + keepDeletes);
      }
    }

    /**
     * How long an applier may send after a look at whose the partition is. Well below {@link
     * #keepDeletes}: what a successor deletes after that look is still remembered then.
     */
    Duration comparedFor() {
      Duration half = keepDeletes.dividedBy(2);
      return half.compareTo(LONGEST_COMPARED) < 0 ? half : LONGEST_COMPARED;
    }
  }

  /** How a JSON column is indexed; it is stored whole in any case. */
  public enum Json {
    /** Each path gets a field, of the type that its first value suggests. */
    OBJECT,
    /** One field for all paths, whose values are terms: no value clashes with another. */
    FLAT,
    /** Not searchable: any JSON fits. */
    STORED
  }
}
