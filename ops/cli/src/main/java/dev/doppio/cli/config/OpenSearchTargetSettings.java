package dev.doppio.cli.config;

import dev.doppio.applier.opensearch.OpenSearchTargetConfig;
import dev.doppio.schemas.secret.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Indexes of an OpenSearch cluster.
 *
 * @param nodes of the cluster, {@code http://host:port} or {@code https://host:port}
 * @param account who writes; empty where the cluster asks nobody
 * @param authorities PEM file; empty takes those of the JDK
 * @param timeout of a request
 * @param prefix of all names
 * @param indexes how they are made
 * @param bulk most of a bulk request
 */
public record OpenSearchTargetSettings(
    List<URI> nodes,
    Optional<Account> account,
    Optional<Path> authorities,
    Duration timeout,
    String prefix,
    OpenSearchTargetConfig.Indexes indexes,
    ByteSize bulk)
    implements TargetSettings {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration DEFAULT_KEEP_DELETES = Duration.ofHours(1);
  private static final ByteSize DEFAULT_BULK = ByteSize.parse("5MiB");
  private static final int MOST_SHARDS = 1_024;
  private static final int MOST_REPLICAS = 100;

  /** Who writes. */
  public record Account(String user, Secret password) {}

  public OpenSearchTargetSettings {
    nodes = List.copyOf(nodes);
    Objects.requireNonNull(account);
    Objects.requireNonNull(authorities);
    Objects.requireNonNull(timeout);
    Objects.requireNonNull(prefix);
    Objects.requireNonNull(indexes);
    Objects.requireNonNull(bulk);
  }

  @Override
  public <R> R match(Cases<R> cases) {
    return cases.openSearch(this);
  }

  @Override
  public String address() {
    return nodes.get(0) + (prefix.isEmpty() ? "" : "/" + prefix);
  }

  /**
   * The cluster as a target.
   *
   * @param datacenter origin of the log
   */
  public OpenSearchTargetConfig config(String datacenter) {
    return new OpenSearchTargetConfig(
        new OpenSearchTargetConfig.Access(
            nodes,
            account.map(
                by -> new OpenSearchTargetConfig.Account(by.user(), by.password().reveal())),
            authorities,
            timeout),
        prefix,
        datacenter,
        indexes,
        Math.toIntExact(bulk.bytes()));
  }

  static Value<TargetSettings> read(Section target) {
    Section section = target.section("opensearch");
    Value<List<String>> nodes = section.list("nodes", Kind.TEXT);
    Value<Optional<String>> user = section.maybe("user", Kind.TEXT);
    Value<Optional<Secret>> password = section.secret("password");
    Value<Optional<String>> authorities = section.maybe("ca-file", Kind.TEXT);
    Value<Duration> timeout = section.optional("timeout", Kind.DURATION, DEFAULT_TIMEOUT);
    Value<Optional<String>> prefix = section.maybe("prefix", Kind.TEXT);
    Value<OpenSearchTargetConfig.Indexes> indexes = indexes(section);
    Value<ByteSize> bulk = section.optional("bulk-size", Kind.SIZE, DEFAULT_BULK);
    return section.build(
        () ->
            new OpenSearchTargetSettings(
                nodes(nodes.get()),
                account(user.get(), password.get()),
                authorities.get().map(file -> target.reading().layers().resolve(file)),
                timeout.get(),
                prefix.get().orElse(""),
                indexes.get(),
                bulk.get()));
  }

  private static Value<OpenSearchTargetConfig.Indexes> indexes(Section section) {
    Value<Integer> shards = section.optional("shards", Kind.number(1, MOST_SHARDS), 1);
    Value<Integer> replicas = section.optional("replicas", Kind.number(0, MOST_REPLICAS), 1);
    Value<Duration> deletes = section.optional("keep-deletes", Kind.DURATION, DEFAULT_KEEP_DELETES);
    Value<OpenSearchTargetConfig.Json> json =
        section.optional(
            "json",
            Kind.choice(OpenSearchTargetConfig.Json.class),
            OpenSearchTargetConfig.Json.OBJECT);
    return section.build(
        () ->
            new OpenSearchTargetConfig.Indexes(
                shards.get(), replicas.get(), deletes.get(), json.get()));
  }

  private static List<URI> nodes(List<String> nodes) {
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException(
          "nodes is missing: where the cluster answers, as [\"http://host:9200\"]");
    }
    return nodes.stream().map(String::strip).map(URI::create).toList();
  }

  private static Optional<Account> account(Optional<String> user, Optional<Secret> password) {
    if (user.isPresent() != password.isPresent()) {
      throw new IllegalArgumentException("user and password go together: one of them is missing");
    }
    return user.map(name -> new Account(name, password.orElseThrow()));
  }
}
