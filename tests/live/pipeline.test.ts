import { copyFileSync, readFileSync, readdirSync } from "node:fs";
import { Engine } from "../../provider/engine/engine";
import type { Service } from "../../provider/engine/types";
import { readLab } from "../support/lab";
import { Pipeline } from "../support/pipeline";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const pipeline = new Pipeline({ DOCKER_HOST: lab.dockerHost, PULUMI_STACK: "production" });

// The lab has the same server with two tags.
const first = lab.image;
const second = lab.image.replace(/:1$/, ":2");

/** A push to a branch previews it, and a push to the default branch applies the saved plan. */
const hook = `#!/bin/sh
while read -r _ _ ref; do
  branch=\${ref#refs/heads/}
  case $branch in
    main) SAVED_PLAN=yes ${pipeline.at("runner")} ${pipeline.at("deploy")} main swarm:deploy ;;
    *) ${pipeline.at("runner")} ${pipeline.at("preview")} "$branch" swarm:preview ;;
  esac
done
`;

function program(image: string, more = ""): string {
  return [
    'const { secret } = require("@pulumi/pulumi");',
    'const { OverlayNetwork, SwarmSecret, SwarmService } = require("pulumi-swarm-networking");',
    'const networks = [new OverlayNetwork("front", { subnets: [{ subnet: "10.88.1.0/24" }] })];',
    more,
    'const more = { env: { KEY: "hunter2-value" }, updateConfig: { parallelism: 2, monitorSeconds: 1 } };',
    `new SwarmService("web", { image: ${JSON.stringify(image)}, replicas: 2, networks, ...more });`,
    "",
  ].join("\n");
}

async function web(): Promise<Service | undefined> {
  return (await engine.listServices()).find(({ Spec: { Name } }) => Name === "web");
}

async function shape(): Promise<readonly unknown[]> {
  const { TaskTemplate: task, Mode } = (await web())?.Spec ?? {};
  return [task?.ContainerSpec?.Image?.replace(/@.*/, ""), task?.Networks?.length, Mode?.Replicated?.Replicas];
}

beforeAll(() => {
  pipeline.write("origin.git/hooks/post-receive", hook);
  pipeline.createStack("production");
  pipeline.commit(program(first));
  pipeline.push("main");
});

afterAll(async () => {
  await pipeline.remove("production");
});

test("A push to the default branch without a preview is not deployed", async () => {
  expect(pipeline.jobOf("deploy")).toMatchObject({ failure: "There is no plan for these files.\n" });
  expect(await web()).toBeUndefined();
});

test("A deployment by hand needs no plan", async () => {
  expect((await pipeline.run("swarm:deploy")).failure).toBe("");
  expect(await shape()).toEqual([first, 1, 2]);
});

const change = `networks.push(new OverlayNetwork("back"));
  new SwarmSecret("key", { text: secret("hunter2-content") });`;

test("A push to a branch previews it: the report says what would change, and the swarm stays as it is", async () => {
  pipeline.git("checkout", "--quiet", "-b", "change");
  pipeline.commit(program(second, change));
  pipeline.push("change");
  const { failure, comment } = pipeline.jobOf("preview");
  expect(failure).toBe("");
  expect(comment).toContain("1 network created, 1 service updated, 1 other resource created.");
  expect(comment).toContain("➕ network `back` is created");
  expect(comment).toContain(`✏️ service \`web\` is updated\n  - image: ${first} → ${second}\n  - joins back\n`);
  expect(comment).toContain("- `web`: 2 tasks restart, because of image, networks");
  expect(comment).not.toContain("hunter2");
  expect(await shape()).toEqual([first, 1, 2]);
});

test("A change that conflicts with the swarm fails the job, and the comment names the fix", () => {
  pipeline.git("checkout", "--quiet", "-b", "overlap", "main");
  pipeline.commit(
    program(first, 'networks.push(new OverlayNetwork("back", { subnets: [{ subnet: "10.88.1.0/25" }] }));'),
  );
  pipeline.push("overlap");
  const { failure, comment } = pipeline.jobOf("preview");
  expect(failure).not.toBe("");
  expect(comment).toContain("The update cannot start like this.\n\n### The update would fail\n\n- `network back`: ");
  expect(comment).toContain("Choose another subnet for one of them.");
});

test("If the manager cannot be reached, the preview says so, and fails where that is configured", async () => {
  const variables = { DOCKER_HOST: "unix:///nonexistent.sock", DOCKER_PREVIEW_UNREACHABLE: "error" };
  const { failure, comment } = await pipeline.run("swarm:preview", variables, "change");
  expect(comment).toContain("This preview did not compare the program with the swarm of unix:");
  expect(failure).not.toBe("");
});

test("The saved plan contains no secret in plain text", () => {
  const plans = readdirSync(pipeline.at("plans")).map((name) => readFileSync(pipeline.at("plans", name), "utf8"));
  expect(plans.length).toBeGreaterThan(0);
  for (const plan of plans) expect(plan).not.toContain("hunter2-content");
});

test("The merge applies what the report announced, and the next preview is one line", async () => {
  pipeline.git("checkout", "--quiet", "main");
  pipeline.git("merge", "--quiet", "--squash", "change");
  pipeline.git("commit", "--quiet", "--message", "Change the stack (#1)");
  pipeline.push("main");
  expect(pipeline.jobOf("deploy").failure).toBe("");
  expect(await shape()).toEqual([second, 2, 2]);
  expect((await pipeline.run("swarm:preview")).comment).toMatch(
    /^<!-- swarm-report: production -->\nSwarm preview of `production`: no changes\.[^\n]*\n$/,
  );
});

test("A plan that does not fit the program any more changes nothing that it does not announce", async () => {
  pipeline.commit(program(first, change));
  pipeline.push("other");
  // The plan that says "no changes", in the place of the one for these files.
  const tree = (commit: string): string => pipeline.git("rev-parse", `${commit}^{tree}`).trim();
  copyFileSync(pipeline.at("plans", `${tree("HEAD~1")}.json`), pipeline.at("plans", `${tree("HEAD")}.json`));
  const { failure } = await pipeline.run("swarm:deploy", { SAVED_PLAN: "yes" }, "other");
  expect(failure).toMatch(/violates plan/);
  expect(await shape()).toEqual([second, 2, 2]);
});

test("A change by hand is found, and reverted", async () => {
  const { ID, Version, Spec } = (await web()) as Service;
  await engine.updateService(ID, Version.Index, { ...Spec, Mode: { Replicated: { Replicas: 1 } } });
  const { failure } = await pipeline.run("swarm:drift");
  expect(failure).toMatch(/~ docker:index\/service:Service: \(update\)[^]*replicas: 2 => 1/);
  expect((await pipeline.run("swarm:revert")).failure).toBe("");
  expect(await shape()).toEqual([second, 2, 2]);
});
