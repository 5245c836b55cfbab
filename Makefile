# Every command does the set-up that it needs. Long steps say so; the rest is quiet unless it fails.

.DEFAULT_GOAL := help
.PHONY: help up preview destroy topology inspect audit test test-long test-kernel check tools build packages lab-up lab-down swarm
MAKEFLAGS += --no-print-directory

help: ## shows this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: swarm tools build ## deploys the shop front to the lab, or with HOST=unix://… tcp://… ssh://… to a swarm of your own
	@tools/stack up

preview: swarm tools build ## shows what `make up` would change
	@tools/stack preview

destroy: tools build ## removes the shop front from the swarm
	@tools/stack destroy

topology: packages ## draws the networks of the lab's swarm, or with HOST=… of another: .state/topology.html and .svg
	@tools/topology

inspect: build ## shows a network or a service of the lab's swarm, with HOST=… of another: NETWORK=… or SERVICE=… [FORMAT=json]
	@$(if $(asked-host),,[ ! -e '$(lab-env)' ] || . '$(lab-env)';) node dist/inspect/inspection/main.js \
		$(if $(NETWORK),--network '$(NETWORK)') $(if $(SERVICE),--service '$(SERVICE)') \
		$(if $(asked-host),--host '$(asked-host)') $(if $(filter json,$(FORMAT)),--json)

# What is not named by HOST or STATE is the lab's swarm where there is a lab, else what docker's own variables name. Its exit code
# tells a violation (1) from an audit that did not take place (2); make answers both with 2.
audit: build $(if $(STATE),tools) ## audits the lab's swarm, with HOST=… another, with STATE=FILE a state: FORMAT=table|json|sarif CONFIG=FILE
	@$(if $(STATE)$(asked-host),,[ ! -e '$(lab-env)' ] || . '$(lab-env)';) node dist/audit/main.js \
		$(if $(STATE),--state '$(STATE)') $(if $(asked-host),--host '$(asked-host)') \
		$(if $(FORMAT),--format '$(FORMAT)') $(if $(CONFIG),--config '$(CONFIG)')

asked-host = $(if $(or $(findstring ://,$(HOST)),$(filter command,$(firstword $(origin HOST)))),$(HOST))
lab-env = $(abspath $(or $(LAB_DIR),.lab))/env

test: ## passes all tests: lint, types, unit, provider and live (on a lab of their own; ENGINE=29 for Docker Engine 29)
	@tools/test lint types unit provider live

test-long: ## runs the long form of the tests that `make test` shortens: an update killed thirty times (about 10 min)
	@tools/test long

test-kernel: ## passes the tests of the routing mesh, virtual IPs and encryption, in a guest whose kernel has them (about 12 min)
	@tools/test kernel

check: ## lint, types and pure tests, in under a minute
	@tools/test lint types unit

tools: ## finds or builds the Pulumi CLI: .tools/bin/pulumi
	@tools/get-pulumi

build: packages ## compiles the provider and the policy pack
	@node_modules/.bin/tsc -p tsconfig.build.json

lab-up: ## starts a swarm on this machine: NODES=3 MANAGERS=1 ENGINE=20.10 (or 29), see docs/lab.md
	@lab/up

lab-down: ## removes that swarm and all of it
	@lab/down

packages:
	@tools/install-packages

# The swarm that the stack goes to, first of all: where it cannot be had, minutes of building would be in vain. A HOST that is no
# address is the shell's name of this machine, not a request.
ifneq (,$(findstring ://,$(HOST)))
swarm: build
	@DOCKER_HOST='$(HOST)' node dist/inspect/requireManager.js
else ifeq ($(origin HOST),command line)
swarm:
	@echo 'HOST=$(HOST) is no address of a Docker daemon: use unix:///var/run/docker.sock, tcp://manager:2376 or ssh://user@manager.' >&2; exit 1
else
unexport HOST
swarm:
	@lab/up
endif
