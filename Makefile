# Every command does the set-up that it needs. Long steps say so; the rest is quiet unless it fails.

.DEFAULT_GOAL := help
.PHONY: help up preview destroy test check tools build packages lab-up lab-down lab-for-stack
MAKEFLAGS += --no-print-directory

help: ## shows this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: lab-for-stack tools build ## deploys the shop front to the lab, or with HOST=unix://… tcp://… ssh://… to a swarm of your own
	@tools/stack up

preview: lab-for-stack tools build ## shows what `make up` would change
	@tools/stack preview

destroy: tools build ## removes the shop front from the swarm
	@tools/stack destroy

test: ## passes all tests: lint, types, unit, provider and live (on a lab of their own)
	@tools/test lint types unit provider live

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

# A user's own swarm needs no lab.
lab-for-stack:
	@$(if $(HOST),,lab/up)
