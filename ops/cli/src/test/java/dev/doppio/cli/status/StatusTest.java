package dev.doppio.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.cli.status.NodeStatus.Loss;
import dev.doppio.cli.status.NodeStatus.Sidecar;
import dev.doppio.logreader.LogLook.Lag;
import dev.doppio.logreader.LogLook.LastRun;
import dev.doppio.logreader.TargetStanding;
import dev.doppio.logreader.TargetStanding.Hold;
import dev.doppio.logwriter.Tenure;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.ExitCode;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.Generation;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.mastership.LedgerEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class StatusTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
  private static final Origin NODE = new Origin("dc1", "n1");
  private static final LogId LOG = new LogId(new UUID(0, 1));
  private static final String GTIDS = "00000000-0000-0000-0000-000000000001:1-9";
  private static final LedgerEntry ENTRY =
      LedgerEntry.of(new Generation(1), new LedgerEntry.Candidate(NODE, "id", "x"), TIME);
  private static final Lag BEHIND =
      new Lag(OptionalLong.of(1_200), Optional.of(Duration.ofMillis(61_250)), OptionalLong.empty());

  private static PartitionId id(int number) {
    return new PartitionId("shop", number);
  }

  private static Optional<LastRun> run(String scn, long transactions, Optional<Instant> time) {
    return Optional.of(
        new LastRun(Scn.parse(scn), transactions, Optional.of(NODE), Optional.of(LOG), time, true));
  }

  private static PartitionStatus partition(
      int number, Optional<LastRun> last, Optional<LedgerEntry> entry) {
    Tenure tenure = new Tenure(id(number), entry, last.map(LastRun::scn));
    return new PartitionStatus(id(number), last, Optional.of(tenure));
  }

  private static LogStatus log(Sidecar sidecar, Loss loss, PartitionStatus... partitions) {
    NodeStatus node = new NodeStatus(NODE, sidecar, Optional.of(GtidSet.parse(GTIDS)), loss);
    return new LogStatus("dc1", "k1:9092", List.of(node), List.of(partitions), List.of());
  }

  private static Optional<TargetStanding> at(int number, String scn, Hold hold) {
    Checkpoint checkpoint = new Checkpoint(LOG, "dc1", id(number), Scn.parse(scn), 5);
    return Optional.of(new TargetStanding(Optional.of(checkpoint), hold, 2));
  }

  private static ConsumerStatus consumer(
      List<Trouble> failures, ConsumerStatus.Partition... partitions) {
    return new ConsumerStatus("r1:3306", "dc1", "k1:9092", List.of(partitions), failures);
  }

  private static Status healthy() {
    Loss loss = new Loss(OptionalLong.of(3), OptionalDouble.of(0.26));
    return new Status(
        List.of(
            log(
                Sidecar.READY,
                loss,
                partition(0, run("1:17", 12, Optional.of(TIME)), Optional.of(ENTRY)),
                partition(1, run("1:0", 0, Optional.empty()), Optional.of(ENTRY)))),
        List.of(
            consumer(
                List.of(),
                new ConsumerStatus.Partition(
                    id(0),
                    at(0, "1:17", Hold.CONNECTED),
                    Lag.NONE,
                    Applying.RUNNING,
                    Optional.empty()),
                new ConsumerStatus.Partition(
                    id(1), at(1, "1:0", Hold.CONNECTED), BEHIND, Applying.HELD, Optional.empty()))),
        Optional.empty());
  }

  private static Status broken() {
    return new Status(
        List.of(
            log(
                Sidecar.UNKNOWN,
                Loss.UNKNOWN,
                partition(0, run("1:17", 12, Optional.of(TIME)), Optional.of(ENTRY)),
                partition(1, Optional.empty(), Optional.empty()),
                partition(2, Optional.empty(), Optional.empty()))),
        List.of(
            consumer(
                List.of(Trouble.unknown("applier of dc1 at r1:3306", "does not answer")),
                new ConsumerStatus.Partition(
                    id(0),
                    at(0, "1:9", Hold.RELEASED),
                    BEHIND,
                    Applying.STOPPED,
                    Optional.of("a row is refused; mend it")),
                new ConsumerStatus.Partition(
                    id(1), Optional.empty(), Lag.UNKNOWN, Applying.UNKNOWN, Optional.empty()),
                new ConsumerStatus.Partition(
                    id(2),
                    Optional.of(new TargetStanding(Optional.empty(), Hold.UNTOUCHED, 0)),
                    Lag.UNKNOWN,
                    Applying.UNTOUCHED,
                    Optional.empty()))),
        Optional.empty());
  }

  @Test
  void whatIsHealthyIsShownInTablesAndEndsWithZero() {
    assertThat(StatusText.of(healthy()))
        .containsExactly(
            "log of dc1 at k1:9092",
            "storage node  sidecar  loss window tx  loss window s",
            "dc1/n1        ready    3               0.3",
            "",
            "partition  owner   generation  log end  transactions  source time          "
                + " mastership",
            "shop/0     dc1/n1  1           1:17     12            2026-01-02T03:04:05Z  open",
            "shop/1     dc1/n1  1           1:0      0             unknown               open",
            "",
            "replica r1:3306 of dc1, from k1:9092",
            "partition  checkpoint  lag tx  lag s  lag bytes  skipped  state",
            "shop/0     1:17        0       0.0    0          2        running",
            "shop/1     1:0         1200    61.3   unknown    2        held",
            "",
            "healthy");
    assertThat(healthy().exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void whatIsWrongIsSaidOnceForAllPlacesAndWhatIsUnknownIsShownAsUnknown() {
    assertThat(StatusText.of(broken()))
        .containsExactly(
            "log of dc1 at k1:9092",
            "storage node  sidecar  loss window tx  loss window s",
            "dc1/n1        unknown  unknown         unknown",
            "",
            "partition  owner   generation  log end  transactions  source time          "
                + " mastership",
            "shop/0     dc1/n1  1           1:17     12            2026-01-02T03:04:05Z  open",
            "shop/1     -       -           -        -             -                     never"
                + " mastered",
            "shop/2     -       -           -        -             -                     never"
                + " mastered",
            "",
            "replica r1:3306 of dc1, from k1:9092",
            "partition  checkpoint  lag tx   lag s    lag bytes  skipped  state",
            "shop/0     1:9         1200     61.3     unknown    2        stopped",
            "shop/1     unknown     unknown  unknown  unknown    unknown  unknown",
            "shop/2     -           unknown  unknown  unknown    0        untouched",
            "",
            "WRONG    shop/1, shop/2: nobody ever mastered it: start the sidecar of a node that"
                + " claims it (databases.<name>.owned)",
            "UNKNOWN  applier of dc1 at r1:3306: does not answer",
            "WRONG    shop/0 at r1:3306: stopped: a row is refused; mend it",
            "UNKNOWN  shop/1 at r1:3306, shop/2 at r1:3306: lag is unknown",
            "WRONG    shop/2 at r1:3306: nothing of it was ever applied: start 'doppio apply'");
    assertThat(broken().exitCode()).isEqualTo(ExitCode.STOPPED);
  }

  @Test
  void whatOnlyCanNotBeToldEndsWithUnavailable() {
    Trouble silent =
        Trouble.of("r1", new DoppioException(FailureKind.TARGET_UNAVAILABLE, "no answer"));

    assertThat(new Status(List.of(), List.of(consumer(List.of(silent))), Optional.empty()))
        .extracting(Status::exitCode)
        .isEqualTo(ExitCode.UNAVAILABLE);
  }

  @Test
  void aLagIsATroubleOnlyAboveTheLimitThatIsGiven() {
    Status limited =
        new Status(healthy().logs(), healthy().consumers(), Optional.of(Duration.ofSeconds(60)));
    Status generous =
        new Status(healthy().logs(), healthy().consumers(), Optional.of(Duration.ofSeconds(62)));

    assertThat(StatusText.of(limited))
        .contains("WRONG    shop/1 at r1:3306: lag is more than 60 s");
    assertThat(limited.exitCode()).isEqualTo(ExitCode.STOPPED);
    assertThat(generous.exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void inJsonWhatIsUnknownIsNull() {
    assertThat(StatusJson.of(broken()))
        .isEqualTo(
            "{'exitCode':6,'logs':[{'datacenter':'dc1','brokers':'k1:9092','storageNodes':[{'node':'dc1/n1','sidecar':'unknown','position':'00000000-0000-0000-0000-000000000001:1-9','lossWindowTransactions':null,'lossWindowSeconds':null}],'partitions':[{'database':'shop','partition':0,'owner':'dc1/n1','generation':1,'logEnd':'1:17','transactions':12,'sourceTime':'2026-01-02T03:04:05Z','mastership':'open'},{'database':'shop','partition':1,'owner':null,'generation':null,'logEnd':null,'transactions':null,'sourceTime':null,'mastership':'never mastered'},{'database':'shop','partition':2,'owner':null,'generation':null,'logEnd':null,'transactions':null,'sourceTime':null,'mastership':'never mastered'}]}],'consumers':[{'replica':'r1:3306','datacenter':'dc1','brokers':'k1:9092','partitions':[{'database':'shop','partition':0,'checkpoint':'1:9','lagTransactions':1200,'lagSeconds':61.25,'lagBytes':null,'skipped':2,'state':'stopped','failure':'a row is refused; mend it'},{'database':'shop','partition':1,'checkpoint':null,'lagTransactions':null,'lagSeconds':null,'lagBytes':null,'skipped':null,'state':'unknown','failure':null},{'database':'shop','partition':2,'checkpoint':null,'lagTransactions':null,'lagSeconds':null,'lagBytes':null,'skipped':0,'state':'untouched','failure':null}]}],'troubles':["
                    .replace('\'', '"')
                + troubles());
  }

  private static String troubles() {
    return String.join(
            ",",
            trouble(
                6,
                "shop/1",
                "nobody ever mastered it: start the sidecar of a node that claims it"
                    + " (databases.<name>.owned)"),
            trouble(
                6,
                "shop/2",
                "nobody ever mastered it: start the sidecar of a node that claims it"
                    + " (databases.<name>.owned)"),
            trouble(4, "applier of dc1 at r1:3306", "does not answer"),
            trouble(6, "shop/0 at r1:3306", "stopped: a row is refused; mend it"),
            trouble(4, "shop/1 at r1:3306", "lag is unknown"),
            trouble(6, "shop/2 at r1:3306", "nothing of it was ever applied: start 'doppio apply'"),
            trouble(4, "shop/2 at r1:3306", "lag is unknown"))
        + "]}";
  }

  private static String trouble(int code, String where, String what) {
    return "{\"exitCode\":" + code + ",\"where\":\"" + where + "\",\"what\":\"" + what + "\"}";
  }
}
