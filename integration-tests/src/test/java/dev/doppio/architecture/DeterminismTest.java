package dev.doppio.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.doppio.schemas.failure.CrashPoint;
import java.time.Clock;
import java.util.Random;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinTask;

/**
 * The loops are functions of what they are given: the same production classes run in a daemon and
 * under a seeded scheduler. Method references count as calls.
 */
@AnalyzeClasses(packages = "dev.doppio", importOptions = ProductOnly.class)
final class DeterminismTest {
  @ArchTest
  static final ArchRule threadsRunOnlyAtTheEdge =
      noClasses()
          .that()
          .resideOutsideOfPackages(Adapters.OUTSIDE_WORLD)
          .should()
          .dependOnClassesThat(
              assignableTo(Executor.class)
                  .or(assignableTo(Executors.class))
                  .or(assignableTo(ForkJoinTask.class))
                  .or(assignableTo(CompletableFuture.class))
                  .or(assignableTo(Timer.class))
                  .or(assignableTo(Thread.class)))
          .because("a loop is an object with one step(): ops/cli gives it a thread and calls it");

  @ArchTest
  static final ArchRule nobodyWaitsInside =
      noClasses()
          .that()
          .resideOutsideOfPackages(Adapters.OUTSIDE_WORLD)
          .should()
          .accessTargetWhere(blocks())
          .because("only driver ports block: return from step() and say when to be called again");

  @ArchTest
  static final ArchRule timeComesFromOutside =
      noClasses()
          .that()
          .resideOutsideOfPackages(Adapters.OUTSIDE_WORLD)
          .should()
          .accessTargetWhere(readsTheSystemClock())
          .because("a run must repeat under a seed: take a java.time.Clock in the constructor");

  @ArchTest
  static final ArchRule chanceComesFromOutside =
      noClasses()
          .that()
          .resideOutsideOfPackages(Adapters.OUTSIDE_WORLD)
          .should()
          .accessTargetWhere(rollsDice())
          .because("a run must repeat under a seed: take a Supplier of ids or a RandomGenerator");

  @ArchTest
  static final ArchRule environmentIsReadByOps =
      noClasses()
          .that()
          .resideOutsideOfPackages(Adapters.CLI, Adapters.LOCAL, Adapters.CONSOLE, Adapters.BENCH)
          .and()
          .doNotBelongToAnyOf(CrashPoint.class) // the one hook of tests into a running daemon
          .should()
          .accessTargetWhere(
              calls(
                  "reads the environment or ends the process",
                  System.class,
                  Set.of("getenv", "getProperty", "getProperties", "exit")))
          .because("configuration is one record, made by ops/cli; a failure is thrown to it");

  @ArchTest
  static final ArchRule nothingIsPrintedButByOps =
      noClasses()
          .that()
          .resideOutsideOfPackages(Adapters.CLI, Adapters.LOCAL)
          .should()
          .accessTargetWhere(
              calls("prints", System.class, Set.of("out", "err"))
                  .or(calls("prints", Throwable.class, Set.of("printStackTrace"))))
          .because("a daemon speaks through org.slf4j.Logger, its metrics and its exceptions");

  @ArchTest
  static final ArchRule staticFieldsAreFinal =
      fields()
          .that()
          .areStatic()
          .should()
          .beFinal()
          .because("a static that changes is owned by no thread: make it a field of an object");

  private static DescribedPredicate<JavaAccess<?>> blocks() {
    return calls("waits", Object.class, Set.of("wait"))
        .or(calls("sleeps", java.util.concurrent.TimeUnit.class, Set.of("sleep")))
        .or(
            calls(
                "parks", java.util.concurrent.locks.LockSupport.class, Set.of("park", "parkNanos")))
        .or(calls("awaits", java.util.concurrent.CountDownLatch.class, Set.of("await")));
  }

  private static DescribedPredicate<JavaAccess<?>> readsTheSystemClock() {
    Set<String> system = Set.of("currentTimeMillis", "nanoTime");
    Set<String> clocks =
        Set.of("system", "systemUTC", "systemDefaultZone", "tickMillis", "tickSeconds");
    DescribedPredicate<JavaAccess<?>> now =
        describe(
            "calls now() of java.time without a Clock",
            access ->
                access.getTarget().getName().equals("now")
                    && access.getTargetOwner().getPackageName().startsWith("java.time")
                    && !access.getTarget().getFullName().contains("java.time.Clock"));
    DescribedPredicate<JavaAccess<?>> date =
        describe(
            "makes a java.util.Date of now",
            access -> access.getTarget().getFullName().equals("java.util.Date.<init>()"));
    return calls("reads the clock", System.class, system)
        .or(calls("makes a system clock", Clock.class, clocks))
        .or(now)
        .or(date);
  }

  private static DescribedPredicate<JavaAccess<?>> rollsDice() {
    return calls("draws an id", java.util.UUID.class, Set.of("randomUUID"))
        .or(calls("draws", Math.class, Set.of("random")))
        .or(
            describe(
                "makes a source of chance",
                access ->
                    access.getTargetOwner().isAssignableTo(Random.class)
                        && Set.of("<init>", "current").contains(access.getTarget().getName())));
  }

  private static DescribedPredicate<JavaAccess<?>> calls(
      String what, Class<?> owner, Set<String> members) {
    return describe(
        what,
        access ->
            access.getTargetOwner().isAssignableTo(owner)
                && members.contains(access.getTarget().getName()));
  }
}
