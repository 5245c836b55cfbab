import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine } from "../../provider/engine/engine";
import type { Service } from "../../provider/engine/types";
import { checkout, readLab } from "../support/lab";

// The pipelines of docs/pipelines.md: a bare repository, whose hook runs each job in a clone of its own with a new
// PULUMI_HOME, and removes both at the end, as the runners of GitHub and GitLab do. The jobs are the npm scripts of
// examples/consumer.
const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const folder = mkdtempSync(join(tmpdir(), "swarm-pipeline-"));
const at = (...names: string[]): string => join(folder, ...names);

// The lab has the same server with two tags.
const first = lab.image;
const second = lab.image.replace(/:1$/, ":2");

const environment = {
  ...process.env,
  PATH: `${join(checkout, ".tools", "bin")}:${process.env.PATH ?? ""}`,
  DOCKER_HOST: lab.dockerHost,
  PULUMI_STACK: "production",
  PULUMI_BACKEND_URL: `file://${folder}`,
  PULUMI_CONFIG_PASSPHRASE: "live test",
  PULUMI_SKIP_UPDATE_CHECK: "true",
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  GIT_AUTHOR_NAME: "test",
  GIT_AUTHOR_EMAIL: "test@example.com",
  GIT_COMMITTER_NAME: "test",
  GIT_COMMITTER_EMAIL: "test@example.com",
};

/** Runs a job on a throw-away runner. What it keeps is in the folder of the job: output, exit code and report. */
const runner = `#!/bin/sh
# runner BRANCH SCRIPT
unset GIT_DIR
job=${at("jobs")}/$2
rm -rf "$job"; mkdir -p "$job"
machine=$(mktemp -d ${at("machine")}-XXXXXX)
git clone --quiet --branch "$1" ${at("origin.git")} "$machine/clone" || exit
cd "$machine/clone" && ln -s ${at("modules")} node_modules
PULUMI_HOME=$machine/home npm run --silent "$2" >"$job/output" 2>&1
echo $? >"$job/code"
[ ! -d swarm-report ] || cp -r swarm-report "$job"
cd / && rm -rf "$machine"
`;

const hook = `#!/bin/sh
while read -r _ _ ref; do
  case $ref in
    refs/heads/main) ${at("runner")} main swarm:deploy ;;
    *) ${at("runner")} "\${ref#refs/heads/}" swarm:preview ;;
  esac
done
`;

interface Job {
  readonly passed: boolean;
  readonly output: string;
  /** The comment of the pull request. */
  readonly comment: string;
}

function jobOf(script: string): Job {
  const read = (name: string): string => {
    const path = at("jobs", script, name);
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  };
  return { passed: read("code") === "0\n", output: read("output"), comment: read("swarm-report/comment.md") };
}

/** Starts a job that no push starts: by hand, or every night. */
function runJob(script: string, variables: Readonly<Record<string, string>> = {}, branch = "main"): Job {
  spawnSync(at("runner"), [branch, script], { env: { ...environment, ...variables }, stdio: "ignore" });
  return jobOf(script);
}

function git(...args: string[]): void {
  execFileSync("git", args, { cwd: at("work"), env: environment, stdio: "pipe" });
}

function program(image: string, more = ""): string {
  return [
    'const { OverlayNetwork, SwarmService } = require("pulumi-swarm-networking");',
    'const networks = [new OverlayNetwork("front", { subnets: [{ subnet: "10.88.1.0/24" }] })];',
    more,
    'const more = { env: { KEY: "hunter2-value" }, updateConfig: { parallelism: 2, monitorSeconds: 1 } };',
    `new SwarmService("web", { image: ${JSON.stringify(image)}, replicas: 2, networks, ...more });`,
    "",
  ].join("\n");
}

function commit(image: string, more?: string): void {
  writeFileSync(at("work", "index.js"), program(image, more));
  git("add", ".");
  git("commit", "--quiet", "--message", "Change the stack");
}

async function web(): Promise<Service | undefined> {
  return (await engine.listServices()).find(({ Spec: { Name } }) => Name === "web");
}

async function shape(): Promise<readonly unknown[]> {
  const { TaskTemplate: task, Mode } = (await web())?.Spec ?? {};
  return [task?.ContainerSpec?.Image?.replace(/@.*/, ""), task?.Networks?.length, Mode?.Replicated?.Replicas];
}

beforeAll(() => {
  const { scripts } = JSON.parse(readFileSync(join(checkout, "examples/consumer/package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  // An installed package, without the time that an installation takes.
  mkdirSync(at("modules", ".bin"), { recursive: true });
  symlinkSync(checkout, at("modules", "pulumi-swarm-networking"));
  symlinkSync(join(checkout, "node_modules/@pulumi"), at("modules", "@pulumi"));
  writeFileSync(at("modules/.bin/swarm-report"), `#!/bin/sh\nexec node ${checkout}/dist/bundle/report.js "$@"\n`);
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", at("origin.git")]);
  writeFileSync(at("runner"), runner);
  writeFileSync(at("origin.git/hooks/post-receive"), hook);
  for (const file of ["runner", "origin.git/hooks/post-receive", "modules/.bin/swarm-report"])
    chmodSync(at(file), 0o755);
  execFileSync("git", ["clone", "--quiet", at("origin.git"), at("work")], { stdio: "pipe" });
  writeFileSync(at("work/package.json"), JSON.stringify({ name: "shop", main: "index.js", scripts }));
  writeFileSync(
    at("work/Pulumi.yaml"),
    "name: shop\nruntime: nodejs\nplugins:\n  providers:\n    - name: docker\n" +
      "      path: node_modules/pulumi-swarm-networking/provider\n",
  );
  execFileSync("pulumi", ["stack", "init", "production"], { cwd: at("work"), env: environment, stdio: "pipe" });
  commit(first);
  git("push", "--quiet", "origin", "HEAD:main");
}, 300_000);

afterAll(() => {
  symlinkSync(at("modules"), at("work/node_modules"));
  spawnSync("pulumi", ["destroy", "--yes", "--skip-preview"], { cwd: at("work"), env: environment });
  rmSync(folder, { recursive: true, force: true });
}, 300_000);

test("The first push to the default branch deploys the stack", async () => {
  expect(jobOf("swarm:deploy")).toMatchObject({ passed: true });
  expect(await shape()).toEqual([first, 1, 2]);
});

test("A push to a branch previews it: the report says what would change, and the swarm stays as it is", async () => {
  git("checkout", "--quiet", "-b", "change");
  commit(second, 'networks.push(new OverlayNetwork("back"));');
  git("push", "--quiet", "origin", "change");
  const { passed, comment, output } = jobOf("swarm:preview");
  expect({ passed, output }).toMatchObject({ passed: true });
  expect(comment).toContain("1 network created, 1 service updated.");
  expect(comment).toContain("➕ network `back` is created");
  expect(comment).toContain(`✏️ service \`web\` is updated\n  - image: ${first} → ${second}\n  - joins back\n`);
  expect(comment).toContain("- `web`: 2 tasks restart, because of image, networks");
  expect(comment).not.toContain("hunter2");
  expect(await shape()).toEqual([first, 1, 2]);
}, 300_000);

test("A change that conflicts with the swarm fails the job, and the comment names the fix", () => {
  git("checkout", "--quiet", "-b", "overlap", "main");
  commit(first, 'networks.push(new OverlayNetwork("back", { subnets: [{ subnet: "10.88.1.0/25" }] }));');
  git("push", "--quiet", "origin", "overlap");
  const { passed, comment } = jobOf("swarm:preview");
  expect(passed).toBe(false);
  expect(comment).toContain("The update cannot start like this.\n\n### The update would fail\n\n- `network back`: ");
  expect(comment).toContain("Choose another subnet for one of them.");
}, 300_000);

test("If the manager cannot be reached, the preview says so, and fails where that is configured", () => {
  const variables = { DOCKER_HOST: "unix:///nonexistent.sock", DOCKER_PREVIEW_UNREACHABLE: "error" };
  const { passed, comment } = runJob("swarm:preview", variables, "change");
  expect(comment).toContain("This preview did not compare the program with the swarm of unix:");
  expect(passed).toBe(false);
}, 300_000);

test("The merge applies what the report announced, and the next preview is one line", async () => {
  git("checkout", "--quiet", "main");
  git("merge", "--quiet", "change");
  git("push", "--quiet", "origin", "main");
  expect(jobOf("swarm:deploy")).toMatchObject({ passed: true });
  expect(await shape()).toEqual([second, 2, 2]);
  expect(runJob("swarm:preview").comment).toMatch(
    /^<!-- swarm-report: production -->\nSwarm preview of `production`: no changes\.[^\n]*\n$/,
  );
}, 300_000);

test("A change by hand is found, and reverted", async () => {
  const { ID, Version, Spec } = (await web()) as Service;
  await engine.updateService(ID, Version.Index, { ...Spec, Mode: { Replicated: { Replicas: 1 } } });
  const { passed, output } = runJob("swarm:drift");
  expect(passed).toBe(false);
  expect(output).toMatch(/~ docker:index\/service:Service: \(update\)[^]*replicas: 2 => 1/);
  expect(runJob("swarm:revert")).toMatchObject({ passed: true });
  expect(await shape()).toEqual([second, 2, 2]);
}, 300_000);
