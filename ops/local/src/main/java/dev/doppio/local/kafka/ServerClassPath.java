package dev.doppio.local.kafka;

import dev.doppio.local.Cache;
import dev.doppio.local.LocalException;
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
 * The class path of the servers: the jars that the build wrote down for the servers module, and the
 * class we start them by. None of it is on our own class path. Jars only: the JVM archives no
 * classes of a path with a folder in it.
 */
final class ServerClassPath {
  static final String KAFKA_NODE = "dev.doppio.local.servers.KafkaNode";
  private static final String JARS = "/dev/doppio/local/servers/class-path";

  private ServerClassPath() {}

  static String get() {
    String jars = new String(resource(JARS), StandardCharsets.UTF_8).trim();
    String entry = KAFKA_NODE.replace('.', '/') + ".class";
    byte[] compiled = resource("/" + entry);
    String version = Integer.toHexString(Arrays.hashCode(compiled));
    Path folder =
        Cache.once("kafka-node-" + version, waiting -> {}, f -> writeJar(f, entry, compiled));
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
        throw new LocalException(name + " is missing: build the module ops/local/servers");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new LocalException("Cannot read " + name + ": " + e, e);
    }
  }
}
