import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { Engine } from "../../provider/engine/engine";
import { checkout, readLab } from "../support/lab";
import { Pipeline } from "../support/pipeline";
import { baseOfHashedName } from "../../swarm/names";

// The scripts of the GitHub workflow swarm-review.yml, from the opened pull request to the removed stack. A stand-in
// for the command `gh` knows which pull requests are closed.
const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const pipeline = new Pipeline({ DOCKER_HOST: lab.dockerHost });

/** The name of a branch is chosen by the author of the pull request. */
const hostile = "$(touch$IFS./owned);`touch$IFS./owned`;--stack=production";

async function networks(): Promise<string[]> {
  return (await engine.listNetworks({ scope: ["swarm"] }))
    .filter(({ Ingress }) => !Ingress)
    .map(({ Name }) => baseOfHashedName(Name))
    .sort();
}

interface Step {
  readonly name?: string;
  readonly run?: string;
}

/** Runs a step of the workflow as GitHub does. */
async function runStep(job: string, name: string, variables: Readonly<Record<string, string>>): Promise<void> {
  const source = readFileSync(join(checkout, "examples/pipelines/github/swarm-review.yml"), "utf8");
  const { jobs } = parse(source) as { jobs: Record<string, { steps: Step[] }> };
  const step = jobs[job]?.steps.find((one) => one.name === name);
  const env = {
    ...pipeline.environment,
    PATH: `${pipeline.at("commands")}:${pipeline.environment.PATH ?? ""}`,
    GITHUB_HEAD_REF: hostile,
    GH_REPO: "shop/shop",
    ...variables,
  };
  await promisify(execFile)("bash", ["-e", "-c", step?.run ?? "exit 1"], { cwd: pipeline.at("work"), env });
}

function deploy(stack: string): Promise<void> {
  return runStep("deploy", "Deploy the review stack", { PULUMI_STACK: stack });
}

/** @param number the pull request that was closed; empty in a nightly run */
async function remove(closed: readonly number[], number: string): Promise<void> {
  const states = closed.map((one) => `*/pulls/${one}) echo closed ;;`).join(" ");
  pipeline.write("commands/gh", `#!/bin/sh\ncase $2 in ${states} *) echo open ;; esac\n`);
  await runStep("remove", "Remove the review stacks of closed pull requests", { NUMBER: number });
}

beforeAll(async () => {
  mkdirSync(pipeline.at("commands"));
  symlinkSync(pipeline.at("modules"), pipeline.at("work/node_modules"));
  pipeline.commit(`
const { getStack } = require("@pulumi/pulumi");
const { OverlayNetwork } = require("pulumi-swarm-networking");
new OverlayNetwork(getStack());
`);
  pipeline.git("checkout", "--quiet", "-b", hostile);
  for (const stack of ["review-7", "review-8", "production"]) await deploy(stack);
});

afterAll(async () => {
  pipeline.push("main");
  await pipeline.remove("review-7", "review-8", "production");
});

test("Each pull request gets a stack with its number, and the name of its branch is never run", async () => {
  expect(await networks()).toEqual(["production", "review-7", "review-8"]);
  expect(existsSync(pipeline.at("work/owned"))).toBe(false);
});

test("A closed pull request removes its own stack", async () => {
  await remove([7, 8], "7");
  expect(await networks()).toEqual(["production", "review-8"]);
  const stacks = await pipeline.run("swarm:stacks");
  expect(stacks.output).not.toContain("review-7");
});

test("A nightly run keeps the stacks of open pull requests, and removes those that are left", async () => {
  await remove([7], "");
  expect(await networks()).toEqual(["production", "review-8"]);
  await remove([7, 8], "");
  expect(await networks()).toEqual(["production"]);
});
