# Short names for the commands one types most. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help check verify demo clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

check: ## format, unit tests, architecture, limits: no server is started
	mvn test

verify: ## everything: also the limits and the tests against real servers
	mvn verify

demo: ## two datacenters on this machine, killed and compared
	./doppio demo

clean: ## remove what was built
	mvn clean
