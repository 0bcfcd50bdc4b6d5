package dev.doppio.cli.daemon;

import dev.doppio.console.Console;
import dev.doppio.console.Health;
import dev.doppio.console.Metrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What a console answers to Prometheus. */
final class Scrape {
  private static final Pattern FAMILY =
      Pattern.compile(
          "^# HELP (\\w+) ?(.*)\\n# TYPE \\w+ (\\w+)\\n((?:\\w.*\\n)*)", Pattern.MULTILINE);
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  private Scrape() {}

  /**
   * The families whose names begin so, in the order of their names.
   *
   * @param binding of meters
   */
  static List<Family> of(Consumer<Metrics> binding, String prefix)
      throws IOException, InterruptedException {
    List<Family> families = new ArrayList<>();
    for (MatchResult family : FAMILY.matcher(page(binding)).results().toList()) {
      if (family.group(1).startsWith(prefix)) {
        Set<String> labels = new HashSet<>();
        LABEL.matcher(family.group(4)).results().forEach(label -> labels.add(label.group(1)));
        families.add(new Family(family.group(1), family.group(3), family.group(2), labels));
      }
    }
    return families;
  }

  /** The whole page. */
  static String page(Consumer<Metrics> binding) throws IOException, InterruptedException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (Metrics metrics = new Metrics();
        Console console = Console.start(anyPort, metrics, new Silent())) {
      binding.accept(metrics);
      HttpRequest request = HttpRequest.newBuilder(URI.create(console.url() + "/metrics")).build();
      return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  private static final class Silent implements Health {
    @Override
    public boolean live() {
      return true;
    }

    @Override
    public List<String> obstacles() {
      return List.of();
    }

    @Override
    public String status() {
      return "{}";
    }
  }
}
