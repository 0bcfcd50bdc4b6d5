package dev.doppio.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Whole folder trees. */
public final class Trees {
  private Trees() {}

  /** Deletes a folder with all below it, also while something in it disappears by itself. */
  public static void delete(Path tree) throws IOException {
    deleteAllBut(tree, file -> false);
  }

  /** The same, but for some files and the folders they are in. */
  static void deleteAllBut(Path tree, Predicate<Path> kept) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes is) throws IOException {
            if (!kept.test(file)) {
              Files.deleteIfExists(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            try (Stream<Path> left = Files.list(folder)) {
              if (left.noneMatch(file -> Files.isDirectory(file) || kept.test(file))) {
                Files.deleteIfExists(folder);
              }
            } catch (NoSuchFileException gone) {
              return FileVisitResult.CONTINUE;
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Copies a folder with all below it, permissions included, to a place that is new. */
  public static void copy(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      all.forEach(source -> copyOne(source, to.resolve(from.relativize(source).toString())));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void copyOne(Path source, Path target) {
    try {
      Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
