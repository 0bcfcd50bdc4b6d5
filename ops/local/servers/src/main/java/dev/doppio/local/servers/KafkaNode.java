package dev.doppio.local.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * One combined broker and controller: formats its folder if that is new, then serves. Formatting in
 * the serving JVM saves the start of another one.
 *
 * <p>Arguments: the node's properties file, its data folder, the cluster id, then further arguments
 * of the storage tool's {@code format}.
 */
public final class KafkaNode {
  private KafkaNode() {}

  public static void main(String[] args) {
    if (args.length < 3) {
      System.err.println("usage: KafkaNode <properties> <data folder> <cluster id> [format args]");
      System.exit(2);
    }
    String properties = args[0];
    if (!Files.exists(Path.of(args[1], "meta.properties"))) {
      Stream<String> format = Stream.of("format", "-t", args[2], "-c", properties);
      Stream<String> more = Arrays.stream(args, 3, args.length);
      int code =
          StorageTool.execute(Stream.concat(format, more).toArray(String[]::new), System.out);
      if (code != 0) {
        System.exit(code);
      }
    }
    Kafka.main(new String[] {properties});
  }
}
