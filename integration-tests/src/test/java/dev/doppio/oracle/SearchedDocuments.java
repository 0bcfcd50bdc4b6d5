package dev.doppio.oracle;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an OpenSearch server answers to anybody who asks over HTTP.
 *
 * @param server where it answers
 */
public record SearchedDocuments(URI server) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final int MOST = 10_000;

  /** Hexadecimal digits of the columns of {@code AllTypes} that are bits, and numbers here. */
  private static final Map<String, Integer> BITS = Map.of("bits", 16, "bit1", 2);

  /** All documents behind an alias, as they were indexed; none where nobody has that name. */
  public List<Map<String, Object>> sources(String alias) {
    List<Map<String, Object>> sources = new ArrayList<>();
    for (JsonNode hit : hits(alias)) {
      Map<String, Object> source = new TreeMap<>();
      hit.path("_source")
          .properties()
          .forEach(field -> source.put(field.getKey(), plain(field.getValue())));
      sources.add(source);
    }
    return sources;
  }

  private static Object plain(JsonNode value) {
    return value.isValueNode() ? JSON.convertValue(value, Object.class) : value;
  }

  /** Ids and contents, each as {@link SqlDocuments#of} has it. */
  public Map<String, String> documents(String alias) {
    Map<String, String> documents = new TreeMap<>();
    List<JsonNode> hits = new ArrayList<>();
    hits(alias).forEach(hits::add);
    JsonNode types = hits.isEmpty() ? JSON.createObjectNode() : types(alias);
    for (JsonNode hit : hits) {
      Map<String, String> values = new TreeMap<>();
      for (Map.Entry<String, JsonNode> field : hit.path("_source").properties()) {
        String name = field.getKey();
        if (!name.equals("_doppio")) {
          String type = types.path(name).path("type").asText("object");
          values.put(name.replaceFirst("#.*", ""), text(name, type, field.getValue()));
        }
      }
      if (documents.put(hit.path("_id").asText(), values.toString()) != null) {
        throw new AssertionError(hit.path("_id") + " is found twice behind " + alias);
      }
    }
    return documents;
  }

  /** The mapping's fields. */
  private JsonNode types(String alias) {
    JsonNode indexes = read(ask("GET", path(alias) + "/_mapping", ""));
    return indexes.elements().next().path("mappings").path("properties");
  }

  private static String text(String name, String type, JsonNode value) {
    String text = value.isTextual() ? value.asText() : value.toString();
    return switch (type) {
      case "date" -> text.replace('T', ' ').replaceFirst("Z$", "");
      case "binary" -> HexFormat.of().formatHex(Base64.getDecoder().decode(text));
      case "float" -> Double.toString(Float.parseFloat(text));
      case "double" -> value.isNumber() ? Double.toString(value.asDouble()) : text;
      case "keyword" -> value.isArray() ? members(value) : text.replaceFirst("^0x", "");
      case "unsigned_long" -> BITS.containsKey(name) ? bits(name, text) : text;
      case "object" ->
          SqlDocuments.json((value.has("_value") ? value.get("_value") : value).toString());
      default -> text;
    };
  }

  private static String bits(String name, String number) {
    String hex = new BigInteger(number).toString(16);
    return "0".repeat(BITS.get(name) - hex.length()) + hex;
  }

  private static String members(JsonNode array) {
    List<String> members = new ArrayList<>();
    array.forEach(member -> members.add(member.asText()));
    return String.join(",", members);
  }

  private JsonNode hits(String alias) {
    HttpResponse<String> refreshed = ask("POST", path(alias) + "/_refresh", "");
    if (refreshed.statusCode() == 404) {
      return JSON.createArrayNode();
    }
    JsonNode found =
        read(
            ask(
                "POST",
                path(alias) + "/_search",
                "{\"size\":" + MOST + ",\"track_total_hits\":true,\"version\":true}"));
    JsonNode hits = found.path("hits").path("hits");
    if (hits.size() != found.path("hits").path("total").path("value").asInt(-1)) {
      throw new AssertionError("not all that is behind " + alias + ": " + found.path("hits"));
    }
    return hits;
  }

  /** Names of the indexes behind an alias. */
  public List<String> behind(String alias) {
    HttpResponse<String> answer = ask("GET", "/_alias" + path(alias), "");
    List<String> names = new ArrayList<>();
    if (answer.statusCode() != 404) {
      read(answer).fieldNames().forEachRemaining(names::add);
    }
    return names;
  }

  /** How many documents a query finds. */
  public int count(String alias, String query) {
    ask("POST", path(alias) + "/_refresh", "");
    return read(ask("POST", path(alias) + "/_count", "{\"query\":" + query + "}"))
        .path("count")
        .asInt(-1);
  }

  /** The status of a request as anybody may send one. */
  public int status(String method, String path, String body) {
    return ask(method, path, body).statusCode();
  }

  /** A percent sign in a name stands for itself. */
  private static String path(String alias) {
    return "/" + alias.replace("%", "%25");
  }

  private static JsonNode read(HttpResponse<String> answer) {
    if (answer.statusCode() >= 300) {
      throw new AssertionError(answer.uri() + " answers " + answer.body());
    }
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> ask(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve(path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("the server does not answer", e);
    }
  }
}
