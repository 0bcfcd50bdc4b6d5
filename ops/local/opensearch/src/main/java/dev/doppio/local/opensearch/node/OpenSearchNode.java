package dev.doppio.local.opensearch.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.opensearch.Version;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.PluginInfo;

/**
 * A cluster of one, of the server's core alone: no module beyond the transport, no security. Its
 * own bootstrap would want the folders of a distribution and a security manager.
 *
 * <p>Arguments: its folder, its name, its HTTP port, its transport port, then further settings as
 * {@code name=value}.
 */
public final class OpenSearchNode extends Node {
  /** Version 2 wants the plugin's class, version 3 what a distribution says of it: both compile. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private OpenSearchNode(Environment environment) throws ClassNotFoundException {
    super(
        environment,
        (Collection) List.of(Version.CURRENT.major < 3 ? type() : description()),
        false);
  }

  private static Object type() throws ClassNotFoundException {
    return Class.forName("org.opensearch.transport.Netty4Plugin");
  }

  private static Object description() {
    return new PluginInfo(
        "transport-netty4",
        "HTTP and transport",
        "none",
        Version.CURRENT,
        "21",
        "org.opensearch.transport.Netty4ModulePlugin",
        null,
        List.of(),
        false);
  }

  public static void main(String[] args) throws Exception {
    if (args.length < 4) {
      System.err.println("usage: OpenSearchNode <folder> <name> <HTTP port> <transport port> ...");
      System.exit(2);
    }
    Path home = Path.of(args[0]);
    Settings.Builder settings =
        Settings.builder()
            .put("path.home", home.toString())
            .put("path.data", home.resolve("data").toString())
            .put("path.logs", home.resolve("logs").toString())
            .put("cluster.name", args[1])
            .put("node.name", args[1])
            .put("http.port", args[2])
            .put("transport.port", args[3])
            .put("network.host", "127.0.0.1")
            .put("discovery.type", "single-node")
            .put("http.type", "netty4")
            .put("transport.type", "netty4")
            // The disk that it shares with everything else may be as full as it likes.
            .put("cluster.routing.allocation.disk.threshold_enabled", false);
    for (String setting : List.of(args).subList(4, args.length)) {
      String[] nameAndValue = setting.split("=", 2);
      settings.put(nameAndValue[0], nameAndValue[1]);
    }
    OpenSearchNode node =
        new OpenSearchNode(
            InternalSettingsPreparer.prepareEnvironment(
                settings.build(), Map.of(), null, () -> args[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(node::end));
    node.start();
    Thread.currentThread().join();
  }

  private void end() {
    try {
      close();
    } catch (IOException e) {
      System.err.println("not closed in good order: " + e);
    }
  }
}
