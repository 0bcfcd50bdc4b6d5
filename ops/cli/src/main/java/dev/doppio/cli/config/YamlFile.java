package dev.doppio.cli.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a YAML file into dotted paths, each with its line. */
final class YamlFile {
  private final Path file;
  private final Problems problems;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private YamlFile(Path file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /** The file's entries by path; what can't be read is a problem. */
  static Map<String, Entry> read(Path file, Problems problems) {
    YamlFile yaml = new YamlFile(file, problems);
    try (JsonParser parser = new YAMLFactory().createParser(Files.newBufferedReader(file))) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        yaml.object(parser, "");
      } else {
        problems.add("", "it is not a list of 'key: value'; the first line is 'version: 1'");
      }
    } catch (JsonProcessingException e) {
      problems.add("line " + e.getLocation().getLineNr(), "not YAML: " + firstLine(e));
    } catch (IOException e) {
      problems.add("", "it can't be read (" + e + "): give a readable file with --config");
    }
    return yaml.entries;
  }

  private static String firstLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("unreadable");
  }

  private void object(JsonParser parser, String prefix) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String path = prefix + parser.currentName();
      int line = parser.currentTokenLocation().getLineNr();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT) {
        if (entries.keySet().stream().anyMatch(known -> known.startsWith(path + "."))) {
          problems.add(path, "is there twice, again in line " + line + "; keep one of them");
        }
        object(parser, path + ".");
      } else {
        List<String> items = new ArrayList<>();
        if (token == JsonToken.START_ARRAY) {
          array(parser, path, items);
        } else if (token != JsonToken.VALUE_NULL) {
          items.add(parser.getText());
        }
        add(new Entry(path, items, Provenance.line(file, line)));
      }
    }
  }

  private void array(JsonParser parser, String path, List<String> items) throws IOException {
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      if (t.isScalarValue()) {
        items.add(parser.getText());
      } else {
        problems.add(path, "a list holds plain values only, as [1, 2, 3]");
        parser.skipChildren();
      }
    }
  }

  private void add(Entry entry) {
    if (entries.put(entry.path(), entry) != null) {
      problems.add(
          entry.path(), "is there twice, again in " + entry.provenance() + "; keep one of them");
    }
  }
}
