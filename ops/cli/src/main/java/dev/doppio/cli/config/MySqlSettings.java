package dev.doppio.cli.config;

import dev.doppio.capture.config.Endpoint;
import dev.doppio.capture.config.Tls;
import dev.doppio.schemas.secret.Secret;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A section {@code mysql}: where a server is, who connects, and how.
 *
 * @param host name or address
 * @param port TCP port
 * @param user MySQL account
 * @param password of the account
 * @param tls encryption
 * @param client further settings of Connector/J, by its own names
 */
public record MySqlSettings(
    String host, int port, String user, Secret password, Tls tls, ClientSettings client) {
  private static final int DEFAULT_PORT = 3306;

  public MySqlSettings {
    Objects.requireNonNull(host);
    Objects.requireNonNull(user);
    Objects.requireNonNull(password);
    Objects.requireNonNull(tls);
    Objects.requireNonNull(client);
  }

  /** One of several servers that take the same account. */
  record Address(String host, int port) {
    private static final Pattern WRITTEN =
        Pattern.compile("(\\[[^]]+\\]|[^:\\[\\]\\s]+)(?::(\\d{1,5}))?");

    /** {@code host}, {@code host:port} or {@code [IPv6]:port}. */
    static Address parse(String text) {
      Matcher parts = WRITTEN.matcher(text.trim());
      if (!parts.matches()) {
        throw new IllegalArgumentException("'" + text + "' is not host or host:port");
      }
      Optional<String> port = Optional.ofNullable(parts.group(2));
      return new Address(
          parts.group(1).replaceAll("[\\[\\]]", ""),
          port.map(Kind.PORT.parse()).orElse(DEFAULT_PORT));
    }

    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** For capture: these servers in their order; without any, the one of host and port. */
  List<Endpoint> endpoints(List<Address> several) {
    List<Address> all = several.isEmpty() ? List.of(new Address(host, port)) : several;
    return all.stream()
        .map(address -> new Endpoint(address.host(), address.port(), user, password, tls))
        .toList();
  }

  /** The servers of a storage node that has more than one. */
  static Value<List<Address>> addresses(Section section) {
    Value<List<Address>> addresses =
        section.list("endpoints", new Kind<>(Address::parse, Address::toString));
    boolean several = !addresses.isBroken() && !addresses.get().isEmpty();
    for (String key : List.of("host", "port")) {
      if (several && section.find(key).isPresent()) {
        section.problem(key, "is one server, endpoints names them all: write it there");
      }
    }
    return addresses;
  }

  /** Connector/J properties, the key and trust stores among them: for the client alone. */
  public Map<String, String> clientWithStores() {
    Map<String, String> all = new LinkedHashMap<>();
    tls.trustStore().ifPresent(file -> all.put("trustCertificateKeyStoreUrl", url(file)));
    tls.trustStorePassword().ifPresent(it -> all.put("trustCertificateKeyStorePassword", it));
    tls.keyStore().ifPresent(file -> all.put("clientCertificateKeyStoreUrl", url(file)));
    tls.keyStorePassword().ifPresent(it -> all.put("clientCertificateKeyStorePassword", it));
    all.putAll(client.reveal());
    return all;
  }

  private static String url(Path file) {
    return file.toUri().toString();
  }

  static Value<MySqlSettings> read(Section section, String whoseAccount) {
    Value<String> host = section.optional("host", Kind.TEXT, "127.0.0.1");
    Value<Integer> port = section.optional("port", Kind.PORT, DEFAULT_PORT);
    Value<String> user =
        section.required("user", Kind.TEXT, whoseAccount + "; 'doppio grants' prints its rights");
    Value<Secret> password = section.requiredSecret("password");
    Value<Tls> tls = tls(section.section("tls"));
    ClientSettings client = section.section("client").client(MySqlSettings::isSecret);
    return section.build(
        () ->
            new MySqlSettings(
                host.get(), port.get(), user.get(), password.get(), tls.get(), client));
  }

  /** Names of MySQL's and Debezium's settings that hold a password. */
  static boolean isSecret(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.contains("password") || lower.contains("secret");
  }

  private static Value<Tls> tls(Section section) {
    Value<Tls.Mode> mode =
        section.optional("mode", Kind.choice(Tls.Mode.class), Tls.Mode.PREFERRED);
    Kind<Path> path =
        new Kind<>(text -> section.reading().layers().resolve(text.trim()), Path::toString);
    Value<Optional<Path>> trust = section.maybe("trust-store", path);
    Value<Optional<Secret>> trustPassword = section.secret("trust-store-password");
    Value<Optional<Path>> key = section.maybe("key-store", path);
    Value<Optional<Secret>> keyPassword = section.secret("key-store-password");
    return section.build(
        () ->
            new Tls(
                mode.get(),
                trust.get(),
                trustPassword.get().map(Secret::reveal),
                key.get(),
                keyPassword.get().map(Secret::reveal)));
  }
}
