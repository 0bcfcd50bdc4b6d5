package dev.doppio.cli.status;

import dev.doppio.cli.config.DaemonConfiguration;
import dev.doppio.cli.config.DaemonSettings;
import dev.doppio.cli.daemon.DaemonReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks daemons what they say of themselves. Used by one thread. */
final class ConsoleClient {
  private static final Duration ASK = Duration.ofSeconds(3);
  private static final int OK = 200;

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(ASK).build();

  /** Why a daemon could not be asked. */
  static final class Silent extends Exception {
    private static final long serialVersionUID = 1L;

    Silent(String why) {
      super(why);
    }
  }

  /**
   * The report of a daemon.
   *
   * @throws Silent when none answers, or another one does
   */
  DaemonReport ask(DaemonConfiguration configuration) throws Silent {
    DaemonSettings settings = configuration.daemon();
    String url = "http://" + host(settings) + ":" + settings.consolePort() + "/status";
    String asked = "the console of the " + configuration.daemonName() + ", " + url + ", ";
    if (settings.consolePort() == 0) {
      throw new Silent("console.port is 0, so nobody knows which it took: give it one");
    }
    try {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(url)).timeout(ASK).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != OK) {
        throw new Silent(asked + "answers " + answer.statusCode() + ": its version is another one");
      }
      return checked(DaemonReport.parse(answer.body()), configuration, asked);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Silent(asked + "was not waited for");
    } catch (IOException | IllegalArgumentException e) {
      throw new Silent(
          asked
              + "does not answer: where the daemon runs elsewhere, ask there, or give the address"
              + " with --set console.address; else start it");
    }
  }

  private static DaemonReport checked(
      DaemonReport report, DaemonConfiguration configuration, String asked) throws Silent {
    if (report.daemon().isEmpty()) {
      throw new Silent(asked + "is that of a daemon that is still starting");
    }
    if (!report.daemon().equals(configuration.daemonName())) {
      throw new Silent(
          asked
              + "is that of the "
              + report.daemon()
              + ": correct console.address or console.port");
    }
    return report;
  }

  private static String host(DaemonSettings settings) {
    String address = settings.consoleAddress();
    return address.contains(":") ? "[" + address + "]" : address;
  }
}
