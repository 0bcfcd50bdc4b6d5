package dev.doppio.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;

/** What judges the pipeline shares no code with it: a defect in a codec must not excuse itself. */
@AnalyzeClasses(packages = "dev.doppio", importOptions = ImportOption.OnlyIncludeTests.class)
final class IndependentOracleTest {
  private static final String[] JUDGES = {
    "dev.doppio.oracle..", "dev.doppio.guarantees..", "dev.doppio.workload.."
  };

  @ArchTest
  static void everyJudgeIsThere(JavaClasses classes) {
    Adapters.assertNoneIsEmpty(classes, JUDGES);
  }

  @ArchTest
  static final ArchRule judgesKnowNothingOfThePipeline =
      noClasses()
          .that()
          .resideInAnyPackage(JUDGES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.doppio.schemas..",
              "dev.doppio.capture..",
              "dev.doppio.logwriter..",
              "dev.doppio.logreader..",
              "dev.doppio.applier..",
              "dev.doppio.cli..",
              "dev.doppio.console..")
          .because(
              "truth is the workload's journal, mysqlbinlog, SQL and a plain KafkaConsumer with"
                  + " stock Avro: read the bytes again by hand");

  @ArchTest
  static final ArchRule oracleDoesNotKnowTheGuarantees =
      noClasses()
          .that()
          .resideInAPackage("dev.doppio.oracle..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.doppio.guarantees..")
          .because("the oracle tells facts, a guarantee judges them");

  @ArchTest
  static final ArchRule testsDoNotSleep =
      noClasses()
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(java.util.concurrent.TimeUnit.class, "sleep", long.class)
          .because("a sleep is too long or too short: wait for a condition with Awaitility");

  @ArchTest
  static final ArchRule hazardsAreTagged =
      classes()
          .that()
          .resideInAPackage("dev.doppio.hazards")
          .and()
          .haveSimpleNameEndingWith("IT")
          .should(beTagged("hazard"))
          .because("untagged ones would run beside others, which see what they break");

  private static ArchCondition<JavaClass> beTagged(String tag) {
    return ArchCondition.from(
        DescribedPredicate.describe(
            "be tagged " + tag,
            type ->
                Arrays.stream(type.reflect().getAnnotationsByType(Tag.class))
                    .anyMatch(found -> found.value().equals(tag))));
  }
}
