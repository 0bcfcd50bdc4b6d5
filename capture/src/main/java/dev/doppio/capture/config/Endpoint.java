package dev.doppio.capture.config;

import dev.doppio.schemas.secret.Secret;
import java.util.Objects;

/**
 * A MySQL server and the account that reads it.
 *
 * @param host name or address
 * @param port from 1
 * @param user MySQL account
 * @param password may be empty; asked for at each login
 * @param tls encryption
 */
public record Endpoint(String host, int port, String user, Secret password, Tls tls) {
  public Endpoint {
    Objects.requireNonNull(password);
    Objects.requireNonNull(tls);
    if (host.isBlank() || user.isBlank() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "a MySQL endpoint has a host, a port from 1 to 65535 and a user, not '"
              + (user + "@" + host + ":" + port + "'"));
    }
  }

  /**
   * Another server that the same account may use.
   *
   * @param address {@code host:port}, an IPv6 address in brackets
   * @throws IllegalArgumentException when it is none
   */
  public Endpoint at(String address) {
    int colon = address.lastIndexOf(':');
    if (colon < 1 || !address.substring(colon + 1).matches("\\d{1,5}")) {
      throw new IllegalArgumentException("'" + address + "' is not host:port");
    }
    int other = Integer.parseInt(address.substring(colon + 1));
    String name = address.substring(0, colon).replaceFirst("^\\[(.+)]$", "$1");
    return new Endpoint(name, other, user, password, tls);
  }

  /** {@code host:port}, an IPv6 address in brackets. */
  public String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return user + "@" + address();
  }
}
