package dev.doppio.schemas.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.document.RandomRows;
import dev.doppio.schemas.json.JsonNode.ArrayNode;
import dev.doppio.schemas.json.JsonNode.Int;
import dev.doppio.schemas.json.JsonNode.Literal;
import dev.doppio.schemas.json.JsonNode.Member;
import dev.doppio.schemas.json.JsonNode.ObjectNode;
import dev.doppio.schemas.json.JsonNode.Opaque;
import dev.doppio.schemas.json.JsonNode.Real;
import dev.doppio.schemas.json.JsonNode.Text;
import dev.doppio.schemas.json.JsonNode.Unsigned;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** MySQL's binary JSON; what the server itself writes and prints is compared in RandomTablesIT. */
final class JsonBinaryTest {
  private static final int DOCUMENTS = 2_000;

  /** The example of the server's own description of the format. */
  @Test
  void anObjectHasItsNamesInFrontOfItsValues() {
    byte[] binary = bytes("00 0200 1900 1200 0100 1300 0100 0c 1400 0c 1700 61 62 02 5858 01 59");
    JsonNode document =
        new ObjectNode(List.of(new Member("a", new Text("XX")), new Member("b", new Text("Y"))));
    assertThat(JsonBinary.read(binary)).isEqualTo(document);
    assertThat(JsonBinaryWriter.write(document)).isEqualTo(binary);
    assertThat(JsonText.of(document)).isEqualTo("{\"a\": \"XX\", \"b\": \"Y\"}");
  }

  @Test
  void anEmptyValueIsTheLiteralNull() {
    assertThat(JsonBinary.read(new byte[0])).isEqualTo(Literal.NULL);
  }

  @Test
  void largeContainersHaveWideOffsetsAndInlineWideNumbers() {
    JsonNode document =
        new ArrayNode(
            List.of(new Text("x".repeat(70_000)), new Int(70_000), new Unsigned(3_000_000_000L)));
    byte[] binary = JsonBinaryWriter.write(document);
    assertThat(binary).startsWith(3, 3, 0, 0, 0);
    assertThat(JsonBinary.read(binary)).isEqualTo(document);
  }

  @Test
  void everyDocumentIsReadBackFromItsBytesAndFromItsTextWithTypes() {
    long seed = RandomRows.seed();
    Random random = new Random(seed);
    for (int i = 0; i < DOCUMENTS; i++) {
      JsonNode document = node(random, 0);
      byte[] binary = JsonBinaryWriter.write(document);
      assertThat(JsonBinary.read(binary)).as("-Dseed=%d", seed).isEqualTo(document);
      assertThat(TypedText.parse(JsonText.of(document), new Walk().types(document)))
          .as("-Dseed=%d, %s", seed, JsonText.of(document))
          .isEqualTo(document);
    }
  }

  @Test
  void bytesThatAreNoDocumentAreRefusedAndNothingElseHappens() {
    Random random = new Random(RandomRows.seed());
    for (int i = 0; i < DOCUMENTS; i++) {
      byte[] binary = JsonBinaryWriter.write(node(random, 0));
      binary[random.nextInt(binary.length)] ^= (byte) (1 + random.nextInt(255));
      try {
        JsonText.of(JsonBinary.read(binary));
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageNotContaining("null");
      }
    }
    assertThatThrownBy(() -> JsonBinary.read(bytes("0c 05 41")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void textsOfOtherSqlTypesAreThoseOfMySql() {
    assertThat(text(FieldTypes.DECIMAL, "0.050")).isEqualTo("0.050");
    assertThat(text(FieldTypes.DECIMAL, "-" + "9".repeat(35) + "." + "1".repeat(30)))
        .isEqualTo("-" + "9".repeat(35) + "." + "1".repeat(30));
    assertThat(text(FieldTypes.DATE, "0000-00-00")).isEqualTo("\"0000-00-00\"");
    assertThat(text(FieldTypes.TIME, "-00:00:00.000001")).isEqualTo("\"-00:00:00.000001\"");
    assertThat(text(FieldTypes.TIME, "-838:59:59.000000")).isEqualTo("\"-838:59:59.000000\"");
    assertThat(text(FieldTypes.DATETIME, "2024-02-29 23:59:59.000001"))
        .isEqualTo("\"2024-02-29 23:59:59.000001\"");
    assertThat(text(FieldTypes.BLOB, "base64:type16:AAU=")).isEqualTo("\"base64:type16:AAU=\"");
    assertThat(OpaqueText.of(new Opaque(FieldTypes.VARCHAR, new byte[58])))
        .as("in lines of 76")
        .isEqualTo("base64:type15:" + "A".repeat(76) + "\nAA==");
  }

  private static String text(int type, String text) {
    return JsonText.of(OpaqueText.parse(type, text));
  }

  @Test
  void doublesHaveTheirShortestDigits() {
    assertThat(JsonText.of(5e-324)).isEqualTo("5e-324");
    assertThat(JsonText.of(2e23)).isEqualTo("2e23");
    assertThat(JsonText.of(1e15)).isEqualTo("1e15");
    assertThat(JsonText.of(-878857051086295.4)).isEqualTo("-878857051086295.4");
    assertThat(JsonText.of(1.5e-15)).isEqualTo("0.0000000000000015");
    assertThat(JsonText.of(1e-16)).isEqualTo("1e-16");
    assertThat(JsonText.of(-0.0)).isEqualTo("-0.0");
    assertThat(JsonText.of(0.1)).isEqualTo("0.1");
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static JsonNode node(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 7 : 10)) {
      case 0 -> Literal.values()[random.nextInt(3)];
      case 1 -> new Int(random.nextLong() >> random.nextInt(64));
      case 2 -> new Unsigned(random.nextLong() >>> random.nextInt(64));
      case 3 -> new Real(real(random));
      case 4 -> new Text(string(random));
      case 5 -> OpaqueText.parse(FieldTypes.DECIMAL, random.nextInt(1_000) + ".50");
      case 6 -> opaque(random);
      case 7, 8 -> array(random, depth);
      default -> object(random, depth);
    };
  }

  private static double real(Random random) {
    double value = Double.longBitsToDouble(random.nextLong());
    return Double.isFinite(value) ? value : 0.5;
  }

  private static Opaque opaque(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> OpaqueText.parse(FieldTypes.DATE, "2024-02-" + (10 + random.nextInt(20)));
      case 1 ->
          OpaqueText.parse(FieldTypes.TIME, "-" + (10 + random.nextInt(829)) + ":00:00.000001");
      case 2 -> OpaqueText.parse(FieldTypes.DATETIME, "9999-12-31 23:59:59.999999");
      default -> {
        byte[] data = new byte[random.nextInt(300)];
        random.nextBytes(data);
        yield new Opaque(FieldTypes.BLOB, data);
      }
    };
  }

  private static JsonNode array(Random random, int depth) {
    List<JsonNode> values = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      values.add(node(random, depth + 1));
    }
    return new ArrayNode(values);
  }

  private static JsonNode object(Random random, int depth) {
    List<Member> members = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      members.add(new Member(i + string(random), node(random, depth + 1)));
    }
    return new ObjectNode(members);
  }

  private static String string(Random random) {
    String[] strings = {
      "", "plain", "Gr\u00fc\u00dfe \"\\\b\f\n\r\t\0\u007f", "\ud83d\ude00", "x".repeat(300)
    };
    return strings[random.nextInt(strings.length)];
  }
}
