package dev.doppio.applier.hadoop;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Scheme {@code file} as Iceberg's commits need it and Hadoop's own has it not: a rename never
 * takes the place of a file that is there, also when two processes try at once, and what was closed
 * or renamed survives the machine. It starts no process to set a file's mode.
 */
class LocalFiles extends RawLocalFileSystem {
  @Override
  protected OutputStream createOutputStreamWithMode(
      Path file, boolean append, FsPermission permission) throws IOException {
    return new Forced(super.createOutputStreamWithMode(file, append, permission));
  }

  private static final class Forced extends FilterOutputStream {
    private boolean closed;

    Forced(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        flush();
        if (out instanceof Syncable file) {
          file.hsync();
        }
        super.close();
      }
    }
  }

  /** A link is made at a name that nobody has, or not at all: what HDFS does in a rename. */
  @Override
  public boolean rename(Path from, Path to) throws IOException {
    java.nio.file.Path source = pathToFile(from).toPath();
    if (Files.isDirectory(source)) {
      return super.rename(from, to);
    }
    java.nio.file.Path link = pathToFile(to).toPath();
    try {
      Files.createLink(link, source);
    } catch (FileAlreadyExistsException taken) {
      return false;
    }
    Files.delete(source);
    force(link.getParent());
    return true;
  }

  private static void force(java.nio.file.Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void setPermission(Path path, FsPermission permission) throws IOException {
    String mode = FsPermission.createImmutable(permission.toShort()).toString();
    Files.setPosixFilePermissions(
        pathToFile(path).toPath(), PosixFilePermissions.fromString(mode.substring(0, 9)));
  }
}
