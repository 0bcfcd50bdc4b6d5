package dev.doppio.applier.opensearch;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a transaction is going to do, until its end is here and it may be done: of each document the
 * last change alone. Up to the size of a bulk request it is held in memory; what is full goes to a
 * temporary file, so that a transaction of any size takes that much memory and no more.
 *
 * <p>Requests are given back last first. A document that a run changes in several of them has one
 * version in all; the first that comes is the last change, and the cluster refuses the others, now
 * and when all is done again. Owned by one partition.
 */
final class Pending implements AutoCloseable {
  private final int mostBytes;
  private final Map<String, Operation> open = new LinkedHashMap<>();
  private final List<Stretch> full = new ArrayList<>();
  private Optional<FileChannel> file = Optional.empty();
  private int bytes;

  /** A request in the file. */
  private record Stretch(long start, int length) {}

  /**
   * @param mostBytes of a request; an operation that is larger is one of its own
   */
  Pending(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  /**
   * @param target the index, or its alias
   */
  void add(String target, Operation operation) {
    int more = operation.bytes();
    if (bytes > 0 && bytes + more > mostBytes) {
      seal();
    }
    // At the end: of two changes of a document the later one has to come after all others.
    Operation before = open.remove(target + "/" + operation.id());
    open.put(target + "/" + operation.id(), operation);
    bytes += more - (before == null ? 0 : before.bytes());
  }

  /** Gives all requests, and forgets them. */
  void drain(Consumer<byte[]> requests) {
    if (!open.isEmpty()) {
      requests.accept(request());
    }
    for (int i = full.size() - 1; i >= 0; i--) {
      requests.accept(read(full.get(i)));
    }
    clear();
  }

  /** Forgets all. */
  void clear() {
    open.clear();
    bytes = 0;
    full.clear();
    close();
  }

  private byte[] request() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes);
    try {
      for (Operation operation : open.values()) {
        operation.writeTo(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not of memory
    }
    return out.toByteArray();
  }

  private void seal() {
    try {
      if (file.isEmpty()) {
        file = Optional.of(temporary());
      }
      FileChannel to = file.get();
      byte[] request = request();
      full.add(new Stretch(to.size(), request.length));
      ByteBuffer buffer = ByteBuffer.wrap(request);
      while (buffer.hasRemaining()) {
        to.write(buffer, to.size());
      }
    } catch (IOException e) {
      throw unavailable(e);
    }
    open.clear();
    bytes = 0;
  }

  private static FileChannel temporary() throws IOException {
    Path path = Files.createTempFile("doppio-opensearch-", ".bulk");
    return FileChannel.open(
        path,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.DELETE_ON_CLOSE);
  }

  private byte[] read(Stretch stretch) {
    ByteBuffer buffer = ByteBuffer.allocate(stretch.length());
    try {
      while (buffer.hasRemaining()) {
        if (file.orElseThrow().read(buffer, stretch.start() + buffer.position()) < 0) {
          throw new IOException("the file is shorter than what was written");
        }
      }
    } catch (IOException e) {
      throw unavailable(e);
    }
    return buffer.array();
  }

  private static DoppioException unavailable(IOException e) {
    return new DoppioException(
        FailureKind.TARGET_UNAVAILABLE,
        "a large transaction waits for its end in a file of the folder for temporary files"
            + " (java.io.tmpdir), which fails: "
            + e.getMessage()
            + "; it is tried again",
        e);
  }

  /** Idempotent; the file goes. */
  @Override
  public void close() {
    try {
      if (file.isPresent()) {
        file.get().close();
      }
    } catch (IOException e) {
      throw unavailable(e);
    } finally {
      file = Optional.empty();
    }
  }
}
