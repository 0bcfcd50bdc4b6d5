# Short names for the commands one types most. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help check verify simulate hazards torture large demo bench clean

# On real servers, without what has run before: classes, tags to run, tags to leave out, further settings.
real = mvn verify -pl integration-tests -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
	-Dfailsafe.failIfNoSpecifiedTests=false -Dit.test=$(1) -Dit.excluded=$(2) $(3)
comma := ,
MINUTES ?= 30
SEED ?= 1
ROWS ?= 10000000
SEEDS ?= 20000
FROM ?= 0

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

check: ## format, unit tests, architecture, limits: no server is started
	mvn test

verify: ## everything: also the limits and the tests against real servers
	mvn verify

simulate: ## faults under a seeded scheduler: SEEDS=n FROM=s
	mvn -q test -pl applier/log-reader -am -Dtest='SimulationTest#everyGuaranteeHoldsUnderEverySeed' \
	  -Dsurefire.failIfNoSpecifiedTests=false -Dunit.seconds=86400 -Dseeds=$(SEEDS) -Dfrom=$(FROM)

hazards: ## every case of every fault, and its repeats; MySQL 9.7; twenty random sets of tables
	$(call real,'**/hazards/*IT$(comma)LargeRowIT$(comma)DemoIT$(comma)BootstrapIT$(comma)NewLogIT$(comma)PasswordRotationIT$(comma)SnapshotIT$(comma)RandomTablesIT$(comma)DebeziumCaptureIT',torture)

torture: ## all faults in a loop under load; MINUTES=30 SEED=1; the table goes into docs/guarantees.md
	@$(call real,TortureIT,none,-Dminutes=$(MINUTES) -Dseed=$(SEED) -Dpublish=true -Dit.limit=86400 \
	  -Dcommit=$$(git rev-parse --short HEAD)); code=$$?; cat integration-tests/target/torture.md; \
	  sed -n 's/^`\(torture: .*\)`$$/\1/p' integration-tests/target/torture.md; exit $$code

large: ## one source transaction of ROWS=10000000 rows through daemons with 96 MB
	$(call real,LargeTransactionIT,none,-Drows=$(ROWS) -Dit.limit=86400)

demo: ## two datacenters on this machine, killed and compared
	./doppio demo

bench: ## capture beside the library it stands on and the connector it replaces
	./doppio bench capture

clean: ## remove what was built
	mvn clean
