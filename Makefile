# Every command runs the set-up that it needs. Long steps announce themselves; other steps print only errors.

.DEFAULT_GOAL := help
.PHONY: help up preview destroy topology inspect audit program test test-long test-kernel check tools build packages \
	lab-up lab-down swarm
MAKEFLAGS += --no-print-directory

help: ## shows this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: swarm tools build ## deploys the shop front to the lab, or to your own swarm with HOST=unix://…, tcp://… or ssh://…
	@tools/stack up

preview: swarm tools build ## shows what `make up` would change
	@tools/stack preview

destroy: tools build ## removes the shop front from the swarm
	@tools/stack destroy

topology: packages ## draws the networks of the lab's swarm, or of HOST=…, into .state/topology.html and .svg
	@tools/topology

inspect: build ## shows NETWORK=… or SERVICE=… of the lab's swarm, or of HOST=…; FORMAT=json for programs
	@$(if $(asked-host),,[ ! -e '$(lab-env)' ] || . '$(lab-env)';) node dist/inspect/inspection/main.js \
		$(if $(NETWORK),--network '$(NETWORK)') $(if $(SERVICE),--service '$(SERVICE)') \
		$(if $(asked-host),--host '$(asked-host)') $(if $(filter json,$(FORMAT)),--json)

# Without HOST and STATE, this audits the lab's swarm, or, if there is no lab, the daemon that docker's own variables
# name. The program exits with 1 for violations and with 2 if the audit failed; make itself turns both into 2. Levels
# and exceptions are those of `make up`, unless CONFIG names others.
audit: build $(if $(STATE),tools) ## audits the lab's swarm, HOST=… or STATE=FILE: FORMAT=table|json|sarif CONFIG=FILE
	@$(if $(STATE)$(asked-host),,[ ! -e '$(lab-env)' ] || . '$(lab-env)';) node dist/audit/main.js \
		$(if $(STATE),--state '$(STATE)') $(if $(asked-host),--host '$(asked-host)') \
		$(if $(FORMAT),--format '$(FORMAT)') --config '$(or $(CONFIG),Pulumi.policies.json)'

program: build ## writes a program from compose files or a swarm: FROM=compose.yml|swarm STACK=shop OUT=folder (FORCE=1)
	@$(if $(asked-host),,[ ! -e '$(lab-env)' ] || . '$(lab-env)';) node dist/adopt/main.js \
		$(foreach file,$(FROM),--from '$(file)') $(if $(STACK),--stack '$(STACK)') \
		$(if $(asked-host),--host '$(asked-host)') $(if $(OUT),--out '$(OUT)') $(if $(FORCE),--force)

asked-host = $(if $(or $(findstring ://,$(HOST)),$(filter command,$(firstword $(origin HOST)))),$(HOST))
lab-env = $(abspath $(or $(LAB_DIR),.lab))/env

test: ## runs lint, types, unit, package, provider and live tests (on LABS=3 labs of their own; ENGINE=29 for Engine 29)
	@tools/test lint types unit package provider live

test-long: ## runs the long form of tests that `make test` shortens: kills, imports, compose files (about 90 min)
	@tools/test long

test-kernel: ## tests the routing mesh, virtual IPs and encryption, if need be in a guest (about 30 min)
	@tools/test kernel

check: ## runs lint, types and pure tests, in about a minute
	@tools/test lint types unit

tools: ## finds or builds the Pulumi CLI: .tools/bin/pulumi
	@tools/get-pulumi

build: packages ## compiles and bundles the provider and the policy pack
	@npm run --silent build

lab-up: ## starts a swarm on this machine: NODES=3 MANAGERS=1 ENGINE=20.10 (or 29), see docs/lab.md
	@lab/up

lab-down: ## removes that swarm and all its data
	@lab/down

packages:
	@tools/install-packages

# Checks the swarm before anything else, so that a wrong address fails before minutes of building. Shells set HOST to
# the name of this machine; only a HOST with "://" or on make's command line is a request.
ifneq (,$(findstring ://,$(HOST)))
swarm: build
	@DOCKER_HOST='$(HOST)' node dist/inspect/requireManager.js
else ifeq ($(origin HOST),command line)
swarm:
	@echo 'HOST=$(HOST) is not the address of a Docker daemon.' \
		'Use unix:///var/run/docker.sock, tcp://manager:2376 or ssh://user@manager.' >&2; exit 1
else
unexport HOST
swarm:
	@lab/up
endif
