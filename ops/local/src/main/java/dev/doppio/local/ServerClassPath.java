package dev.doppio.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The class path of a kind of server: the jars that the build wrote down for its module, and the
 * class we start it by. None of it is on our own class path. Jars only: the JVM archives no classes
 * of a path with a folder in it.
 */
public final class ServerClassPath {
  private ServerClassPath() {}

  /**
   * @param main name of the class, which is alone: the jars stand in a file beside it
   */
  public static String of(String main) {
    String entry = main.replace('.', '/') + ".class";
    String beside = "/" + entry.substring(0, entry.lastIndexOf('/')) + "/class-path";
    String jars = new String(resource(beside), StandardCharsets.UTF_8).trim();
    byte[] compiled = resource("/" + entry);
    String name = main.substring(main.lastIndexOf('.') + 1);
    String version = Integer.toHexString(Arrays.hashCode(compiled));
    Path folder =
        Cache.once(name + "-" + version, waiting -> {}, f -> writeJar(f, entry, compiled));
    return folder.resolve("node.jar") + File.pathSeparator + jars;
  }

  private static void writeJar(Path folder, String entry, byte[] compiled) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("node.jar"));
        ZipOutputStream jar = new ZipOutputStream(out)) {
      jar.putNextEntry(new ZipEntry(entry));
      jar.write(compiled);
      jar.closeEntry();
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = ServerClassPath.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new LocalException(name + " is missing: build the modules below ops/local");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new LocalException("Cannot read " + name + ": " + e, e);
    }
  }
}
