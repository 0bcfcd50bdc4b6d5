package dev.doppio.hazards;

import dev.doppio.faults.Link;
import java.time.Duration;

/** What happens to a line between two parts. */
final class NetworkFaults {
  private static final Duration SOON = Duration.ofSeconds(40);

  /** A storage node that is silent inside a transaction has a minute, closing it another. */
  private static final Duration GIVEN_UP = Duration.ofSeconds(150);

  private static final Duration LATE = Duration.ofMillis(150);
  private static final int CUTS = 5;
  private static final String RETRIES = "doppio_writer_retries_total";

  private NetworkFaults() {}

  /** What a line does. */
  enum Kind {
    /** Every connection is reset, several times, while a large transaction passes. */
    CUT,
    /** Everything is late. */
    DELAY,
    /** Connections stay, nothing comes through. */
    HALF_OPEN
  }

  /** A fault of the line of that name. */
  static Fault of(String link, Kind kind) {
    return switch (kind) {
      case CUT ->
          new Fault(
              link + " reset in mid-transaction",
              "connects again; nothing is there twice",
              flow -> cut(flow, flow.link(link)));
      case DELAY ->
          new Fault(
              link + " late by " + LATE.toMillis() + " ms",
              "slower, and nothing else",
              flow -> delay(flow, flow.link(link)));
      case HALF_OPEN ->
          new Fault(
              link + " half open",
              "gives up the silent connection, connects again",
              flow -> silence(flow, link));
    };
  }

  private static String cut(Flow flow, Link link) throws Exception {
    long accepted = link.accepted();
    int broken = 0;
    for (int i = 0; i < CUTS; i++) {
      flow.load().burst(500);
      int[] now = new int[1];
      Flow.observe("a connection to cut", SOON, () -> (now[0] = link.cut()) > 0);
      broken += now[0];
    }
    Flow.observe("new connections", SOON, () -> link.accepted() > accepted);
    return broken + " connections reset, " + (link.accepted() - accepted) + " made anew";
  }

  private static String delay(Flow flow, Link link) {
    long held = link.held();
    link.delay(LATE);
    try {
      flow.awaitFlow();
      Flow.observe("late packets", SOON, () -> link.held() > held + 20);
      return (link.held() - held) + " chunks late";
    } finally {
      link.clear();
    }
  }

  /** Where the sidecar looks at its servers anew all the time, a connection more shows nothing. */
  private static String silence(Flow flow, String name) {
    Link link = flow.link(name);
    boolean looked = name.equals(Flow.LINKS.get(0));
    long accepted = link.accepted();
    long held = link.held();
    double retries = flow.sidecar().metric(RETRIES);
    link.silence();
    try {
      Flow.observe(
          "a client that gives up a silent connection",
          GIVEN_UP,
          () ->
              link.accepted() > accepted
                  && link.held() > held
                  && (!looked || flow.sidecar().metric(RETRIES) > retries));
      link.cut();
      return (link.held() - held) + " chunks held, client connected again";
    } finally {
      link.clear();
    }
  }
}
