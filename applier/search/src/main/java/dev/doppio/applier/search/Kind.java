package dev.doppio.applier.search;

import dev.doppio.logreader.Moments;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.FloatPoint;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;

/** The forms in which values are indexed, and how what a person writes is looked for in each. */
enum Kind {
  /** Words of a text. */
  TEXT {
    @Override
    Optional<Query> between(String field, Optional<End> low, Optional<End> high) {
      return terms(field, low, high, text -> new BytesRef(text.toLowerCase(Locale.ROOT)));
    }
  },
  /** A whole text, as it is. */
  EXACT {
    @Override
    Optional<Query> between(String field, Optional<End> low, Optional<End> high) {
      return terms(field, low, high, BytesRef::new);
    }
  },
  /** Bytes, written as hexadecimal after {@code 0x}. */
  BINARY {
    @Override
    Optional<Query> between(String field, Optional<End> low, Optional<End> high) {
      return terms(field, low, high, Kind::bytes);
    }
  },
  /** Exact at any length. */
  DECIMAL {
    @Override
    Optional<Query> between(String field, Optional<End> low, Optional<End> high) {
      return terms(field, low, high, text -> DecimalTerm.of(new BigDecimal(text)));
    }
  },
  LONG {
    @Override
    Optional<Query> between(String field, Optional<End> low, Optional<End> high) {
      BigDecimal first =
          low.map(end -> whole(end, RoundingMode.CEILING, BigDecimal.ONE)).orElse(LEAST);
      BigDecimal last =
          high.map(end -> whole(end, RoundingMode.FLOOR, BigDecimal.ONE.negate())).orElse(MOST);
      if (first.compareTo(MOST) > 0 || last.compareTo(LEAST) < 0) {
        return Optional.of(new MatchNoDocsQuery("beyond 64 bits"));
      }
      long from = first.max(LEAST).longValueExact();
      long to = last.min(MOST).longValueExact();
      return Optional.of(LongPoint.newRangeQuery(field, from, to));
    }
  },
  FLOAT {
    @Override
    Optional<Query> between(String field, Optional<End> low, Optional<End> high) {
      float from =
          low.map(end -> end.exclusive(Float.parseFloat(end.text()), FloatPoint::nextUp))
              .orElse(Float.NEGATIVE_INFINITY);
      float to =
          high.map(end -> end.exclusive(Float.parseFloat(end.text()), FloatPoint::nextDown))
              .orElse(Float.POSITIVE_INFINITY);
      return Optional.of(FloatPoint.newRangeQuery(field, from, to));
    }
  },
  DOUBLE {
    @Override
    Optional<Query> between(String field, Optional<End> low, Optional<End> high) {
      double from =
          low.map(end -> end.exclusive(Double.parseDouble(end.text()), DoublePoint::nextUp))
              .orElse(Double.NEGATIVE_INFINITY);
      double to =
          high.map(end -> end.exclusive(Double.parseDouble(end.text()), DoublePoint::nextDown))
              .orElse(Double.POSITIVE_INFINITY);
      return Optional.of(DoublePoint.newRangeQuery(field, from, to));
    }
  },
  /** DATE, DATETIME and TIMESTAMP, microseconds. */
  INSTANT {
    @Override
    Optional<Query> between(String field, Optional<End> low, Optional<End> high) {
      return moments(field, low, high, Moments::dateTime);
    }
  },
  /** TIME, microseconds. */
  TIME {
    @Override
    Optional<Query> between(String field, Optional<End> low, Optional<End> high) {
      return moments(field, low, high, Moments::time);
    }
  };

  private static final int LONG_DIGITS = 19;
  private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  private final String suffix = name().toLowerCase(Locale.ROOT);

  /** One end of a range. */
  record End(String text, boolean inclusive) {
    <T> T exclusive(T value, Function<T, T> beyond) {
      return inclusive ? value : beyond.apply(value);
    }
  }

  /** The kind with this suffix in the names of fields. */
  static Optional<Kind> of(String suffix) {
    for (Kind kind : values()) {
      if (kind.suffix().equals(suffix)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  String suffix() {
    return suffix;
  }

  /** True where the values are words or texts, so that patterns make sense. */
  boolean isText() {
    return this == TEXT || this == EXACT;
  }

  /** What equals the text; empty when the text can't be a value of this kind. */
  Optional<Query> equal(String field, String text) {
    Optional<End> end = Optional.of(new End(text, true));
    return range(field, end, end);
  }

  /** What lies between; an absent end is open. Empty when an end can't be a value of this kind. */
  Optional<Query> range(String field, Optional<End> low, Optional<End> high) {
    try {
      return between(field, low, high);
    } catch (IllegalArgumentException e) { // a number that is none, among others
      return Optional.empty();
    }
  }

  abstract Optional<Query> between(String field, Optional<End> low, Optional<End> high);

  private static Optional<Query> terms(
      String field, Optional<End> low, Optional<End> high, Function<String, BytesRef> term) {
    return Optional.of(
        new TermRangeQuery(
            field,
            low.map(End::text).map(term).orElse(null),
            high.map(End::text).map(term).orElse(null),
            low.map(End::inclusive).orElse(true),
            high.map(End::inclusive).orElse(true)));
  }

  private static Optional<Query> moments(
      String field,
      Optional<End> low,
      Optional<End> high,
      Function<String, Optional<Moments.Span>> parse) {
    Optional<Moments.Span> first = low.flatMap(end -> parse.apply(end.text()));
    Optional<Moments.Span> last = high.flatMap(end -> parse.apply(end.text()));
    if (first.isEmpty() && low.isPresent() || last.isEmpty() && high.isPresent()) {
      return Optional.empty();
    }
    long from =
        first.map(at -> low.get().inclusive() ? at.first() : at.last() + 1).orElse(Long.MIN_VALUE);
    long to =
        last.map(at -> high.get().inclusive() ? at.last() : at.first() - 1).orElse(Long.MAX_VALUE);
    return Optional.of(LongPoint.newRangeQuery(field, from, to));
  }

  private static BigDecimal whole(End end, RoundingMode inwards, BigDecimal step) {
    BigDecimal number = new BigDecimal(end.text());
    int magnitude = number.precision() - number.scale();
    if (magnitude > LONG_DIGITS || magnitude < -LONG_DIGITS) {
      // Written out it might not fit into memory; any number of its sign and side does.
      return magnitude > 0
          ? MOST.scaleByPowerOfTen(1).multiply(BigDecimal.valueOf(number.signum()))
          : BigDecimal.valueOf(number.signum(), 1).setScale(0, inwards);
    }
    BigDecimal whole = number.setScale(0, inwards);
    boolean excluded = !end.inclusive() && whole.compareTo(number) == 0;
    return excluded ? whole.add(step) : whole;
  }

  private static BytesRef bytes(String text) {
    if (!text.startsWith("0x")) {
      throw new IllegalArgumentException("not hexadecimal");
    }
    return new BytesRef(HexFormat.of().parseHex(text.substring(2)));
  }
}
