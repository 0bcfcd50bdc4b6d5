package dev.doppio.bench.arm;

import dev.doppio.bench.process.JavaProgram;
import dev.doppio.bench.process.Waiting;
import dev.doppio.local.Child;
import dev.doppio.local.LocalException;
import dev.doppio.local.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The real {@code doppio sidecar}, started and stopped as often as one likes. One thread. */
final class SidecarProcess {
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(60);
  private static final Duration ASK = Duration.ofSeconds(5);

  private final SidecarFile file;
  private final Path folder;
  private final Path written;
  private final URI ready;

  SidecarProcess(SidecarFile file) {
    this.file = file;
    this.folder = file.servers().workspace().folder(file.database(), file.node());
    int port = Ports.free();
    this.written = file.write(folder, port);
    this.ready = URI.create("http://127.0.0.1:" + port + "/ready");
  }

  Path folder() {
    return folder;
  }

  /** Starts it, and does not wait. */
  Child launch(JavaProgram program) {
    List<String> arguments = List.of("sidecar", "--config", written.toString());
    return file.servers()
        .workspace()
        .children()
        .start(file.node(), program.command(arguments), Map.of(), folder.resolve("sidecar.log"));
  }

  void awaitReady(Child child) throws InterruptedException {
    Waiting waiting = new Waiting(child, READY_WITHIN);
    HttpClient http = HttpClient.newBuilder().connectTimeout(ASK).build();
    while (!isReady(http)) {
      waiting.pause("the sidecar to be ready");
    }
  }

  private boolean isReady(HttpClient http) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(ready).timeout(ASK).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** SIGTERM; it has to end in good order. */
  void stop(Child child) {
    child.terminate();
    int code = child.waitFor(STOPPED_WITHIN);
    if (code != 0) {
      throw new LocalException(
          child + " ended with " + code + " after SIGTERM; " + child.lastWords());
    }
  }
}
