package dev.doppio.applier.search;

import dev.doppio.schemas.log.PartitionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where indexes lie: {@code <folder>/index-1/<database>/<partition>}, and {@code <folder>/live}
 * names the {@code index-} that is read and written. Switching it is one rename.
 *
 * @param root the configured folder
 */
record IndexFolder(Path root) {
  private static final String LIVE = "live";
  private static final String STEM = "index-";
  private static final String FIRST = STEM + 1;
  private static final Pattern NAME = Pattern.compile("index-[1-9]\\d{0,8}");

  /** True when there is nothing in it, or it is not there. */
  boolean isEmpty() throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
      return !entries.iterator().hasNext();
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  /** The live indexes; empty before {@link #make}. */
  Optional<Path> live() throws IOException {
    try {
      String name = Files.readString(root.resolve(LIVE)).strip();
      if (!NAME.matcher(name).matches()) {
        throw new IOException(root.resolve(LIVE) + " names '" + name + "', which is no index");
      }
      return Optional.of(root.resolve(name));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Makes the folder and its first indexes where there are none; the live ones. */
  Path make() throws IOException {
    Optional<Path> there = live();
    if (there.isPresent()) {
      return there.get();
    }
    Path first = Files.createDirectories(root.resolve(FIRST));
    serve(first);
    return first;
  }

  /** The indexes that are to follow the live ones; made where they are not there yet. */
  Path makeNext() throws IOException {
    int next = live().map(IndexFolder::number).orElse(0) + 1;
    return Files.createDirectories(root.resolve(STEM + next));
  }

  /** From now on these are the live ones. */
  void serve(Path indexes) throws IOException {
    Path draft = root.resolve(LIVE + ".new");
    Files.writeString(
        draft,
        indexes.getFileName() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    Files.move(draft, root.resolve(LIVE), StandardCopyOption.ATOMIC_MOVE);
  }

  /** True when others have taken their place; those to come are not outlived. */
  boolean isOutlived(Path indexes) throws IOException {
    return live().filter(now -> number(now) > number(indexes)).isPresent();
  }

  private static int number(Path indexes) {
    return Integer.parseInt(indexes.getFileName().toString().substring(STEM.length()));
  }

  /** Where a partition lies below the live indexes. */
  static Path partition(Path live, PartitionId partition) {
    return live.resolve(encoded(partition.database()))
        .resolve(Integer.toString(partition.number()));
  }

  /** The partitions there are below the live indexes. */
  static SortedMap<PartitionId, Path> partitions(Path live) throws IOException {
    SortedMap<PartitionId, Path> partitions = new TreeMap<>();
    for (Path database : folders(live)) {
      for (Path number : folders(database)) {
        if (number.getFileName().toString().matches("\\d{1,9}")) {
          PartitionId id =
              new PartitionId(
                  URLDecoder.decode(database.getFileName().toString(), StandardCharsets.UTF_8),
                  Integer.parseInt(number.getFileName().toString()));
          partitions.put(id, number);
        }
      }
    }
    return partitions;
  }

  private static List<Path> folders(Path parent) throws IOException {
    try (var entries = Files.list(parent)) {
      return entries.filter(Files::isDirectory).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** A dot alone would be another folder. */
  private static String encoded(String database) {
    return URLEncoder.encode(database, StandardCharsets.UTF_8).replace(".", "%2E");
  }
}
