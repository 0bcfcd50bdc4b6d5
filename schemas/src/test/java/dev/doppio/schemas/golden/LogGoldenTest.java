package dev.doppio.schemas.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.EndHeader;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.Place;
import dev.doppio.schemas.log.RunChecksum;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Headers, and the checksum over a run. */
class LogGoldenTest {
  private static final Optional<BeginHeader> NONE = Optional.empty();

  private final Map<String, Place> places = places();
  private final Map<String, BeginHeader> begins = begins();
  private final Map<String, EndHeader> ends = ends();

  private static Map<String, Place> places() {
    Map<String, Place> places = new LinkedHashMap<>();
    Scn scn = new Scn(3, 101);
    for (RunKind kind : RunKind.values()) {
      places.put("B E " + kind, new Place(scn, kind, 0, 77, true, true, 0, true));
    }
    RunKind kind = RunKind.TRANSACTION;
    places.put("B", new Place(scn, kind, 0, 77, true, false, 0, true));
    places.put("no flag but last segment", new Place(scn, kind, 1, 77, false, false, 0, true));
    places.put("E", new Place(scn, kind, 2, 77, false, true, 0, true));
    places.put("B, first segment", new Place(scn, kind, 0, 77, true, false, 0, false));
    places.put("middle segment", new Place(scn, kind, 1, 77, false, false, 1, false));
    places.put("E, last segment", new Place(scn, kind, 2, 77, false, true, 2, true));
    places.put("opening", new Place(Scn.opening(1), RunKind.OPENING, 0, 0, true, true, 0, true));
    Scn last = new Scn(Scn.MAX_GENERATION, Scn.MAX_SEQUENCE);
    places.put(
        "greatest",
        new Place(
            last,
            RunKind.SNAPSHOT,
            Integer.MAX_VALUE,
            Long.MAX_VALUE,
            false,
            false,
            Integer.MAX_VALUE,
            false));
    return places;
  }

  private static Map<String, BeginHeader> begins() {
    Map<String, BeginHeader> begins = new LinkedHashMap<>();
    Origin origin = new Origin("dc1", "node-1");
    Optional<Gtid> gtid = Optional.of(new Gtid(Samples.SERVER, 23));
    Optional<Gtid> tagged = Optional.of(new Gtid(Samples.SERVER + ":archive", 5));
    begins.put("transaction", new BeginHeader(Samples.LOG, origin, gtid, 4711));
    begins.put("tagged", new BeginHeader(Samples.LOG, new Origin("köln", "ö"), tagged, 1));
    begins.put("no GTID", new BeginHeader(Samples.LOG, origin, Optional.empty(), 0));
    return begins;
  }

  private static Map<String, EndHeader> ends() {
    Map<String, EndHeader> ends = new LinkedHashMap<>();
    ends.put("transaction", new EndHeader(3, 0xDEADBEEF, 2));
    ends.put("control", new EndHeader(0, 0x12345678, 1));
    ends.put("greatest", new EndHeader(Integer.MAX_VALUE, -1, Integer.MAX_VALUE));
    return ends;
  }

  private GoldenFile file(String name, String... what) {
    return new GoldenFile(name, what);
  }

  private GoldenFile placeFile() {
    GoldenFile file = file("header-p.txt", "Header p: the place of a record.");
    places.forEach((name, place) -> file.comment(place.toString()).bytes(name, place.encode()));
    return file;
  }

  private GoldenFile beginFile() {
    GoldenFile file = file("header-b.txt", "Header b: on the first record of a run.");
    begins.forEach((name, begin) -> file.comment(begin.toString()).bytes(name, begin.encode()));
    return file;
  }

  private GoldenFile endFile() {
    GoldenFile file = file("header-e.txt", "Header e: on the last record of a run.");
    ends.forEach((name, end) -> file.comment(end.toString()).bytes(name, end.encode()));
    return file;
  }

  @Test
  void placesKeepTheirBytes() {
    placeFile().check();
  }

  @Test
  void beginsKeepTheirBytes() {
    beginFile().check();
  }

  @Test
  void endsKeepTheirBytes() {
    endFile().check();
  }

  @Test
  void headersAreReadBackFromTheirBytes() {
    readBack(placeFile().read(), places, Place::decode, Place::encode);
    readBack(beginFile().read(), begins, BeginHeader::decode, BeginHeader::encode);
    readBack(endFile().read(), ends, EndHeader::decode, EndHeader::encode);
  }

  private static <T> void readBack(
      Map<String, byte[]> golden,
      Map<String, T> expected,
      Function<byte[], T> decode,
      Function<T, byte[]> encode) {
    assertThat(golden.keySet()).isEqualTo(expected.keySet());
    golden.forEach(
        (name, bytes) -> {
          T read = decode.apply(bytes);
          assertThat(read).as(name).isEqualTo(expected.get(name));
          assertThat(encode.apply(read)).as(name).isEqualTo(bytes);
        });
  }

  @Test
  void theChecksumOfARunKeepsItsValue() {
    GoldenFile file =
        file(
            "checksum.txt",
            "A run of three records: a value in two pieces, and E as a record of its own. The",
            "checksum in e is CRC32C over all of these in turn: p, b, length of the key (4 bytes,",
            "big-endian), key, length of the value (4 bytes), value; then e with a checksum of 0.");
    Scn scn = new Scn(3, 101);
    Optional<BeginHeader> begin = Optional.of(begins.get("transaction"));
    RunKind kind = RunKind.TRANSACTION;
    RunChecksum checksum = new RunChecksum();
    add(file, checksum, new Place(scn, kind, 0, 77, true, false, 0, false), begin, "one");
    add(file, checksum, new Place(scn, kind, 1, 77, false, false, 1, true), NONE, "more");
    add(file, checksum, new Place(scn, kind, 2, 77, false, true, 0, true), NONE, "");
    file.bytes("e", checksum.end(1, 2).encode());
    file.check();
  }

  private static void add(
      GoldenFile file,
      RunChecksum checksum,
      Place place,
      Optional<BeginHeader> begin,
      String text) {
    byte[] value = text.getBytes(StandardCharsets.UTF_8);
    byte[] key = (text.isEmpty() ? "" : "letter/bob/7").getBytes(StandardCharsets.UTF_8);
    file.bytes("p " + place.ordinal(), place.encode());
    begin.ifPresent(b -> file.bytes("b", b.encode()));
    file.bytes("key " + place.ordinal(), key).bytes("value " + place.ordinal(), value);
    checksum.add(place, begin, key, value);
  }

  /** As a third party does it: from the bytes in the file and nothing else. */
  @Test
  void theChecksumIsComputedFromThePublishedOrderAlone() {
    CRC32C crc = new CRC32C();
    Map<String, byte[]> run = file("checksum.txt", "").read();
    run.forEach(
        (name, bytes) -> {
          if (name.startsWith("key") || name.startsWith("value")) {
            crc.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
          }
          crc.update(
              name.equals("e") ? ByteBuffer.wrap(bytes.clone()).putInt(5, 0).array() : bytes);
        });
    assertThat(ByteBuffer.wrap(run.get("e")).getInt(5)).isEqualTo((int) crc.getValue());
  }
}
