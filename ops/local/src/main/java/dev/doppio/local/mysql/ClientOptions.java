package dev.doppio.local.mysql;

import java.util.ArrayList;
import java.util.List;

/** What connects a client program to a server as root; the password goes by the environment. */
final class ClientOptions {
  private ClientOptions() {}

  static List<String> of(MySqlServer server, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--no-defaults", "--protocol=TCP"));
    all.add("--host=" + server.host());
    all.add("--port=" + server.port());
    all.add("--user=" + MySqlServer.ROOT_USER);
    all.addAll(List.of(arguments));
    return all;
  }
}
