import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderBackend } from "./folderBackend";
import { checkout } from "./lab";
import { processesWith } from "./processes";

/** What a job has left behind. */
export interface Job {
  readonly output: string;
  /** The output, if the job has failed; otherwise empty. */
  readonly failure: string;
  /** The comment of the pull request; empty if there is none. */
  readonly comment: string;
}

/** A job that may still be running. */
export interface RunningJob {
  readonly result: Promise<Job>;
  /** Loses the runner: kills all processes of the job. */
  kill(): void;
}

type Variables = Readonly<Record<string, string>>;

/**
 * Runs a job on a throw-away runner. What it keeps is in the folder of the job. A plan is saved under the name of the
 * files that it belongs to, and applied to these files alone.
 */
const runner = `#!/bin/sh
# runner JOB_FOLDER BRANCH NPM_ARGUMENTS…
unset GIT_DIR
folder=$(dirname "$0") job=$1 branch=$2
shift 2
rm -rf "$job"; mkdir -p "$job" "$folder/plans"
machine=$(mktemp -d "$folder/machine-XXXXXX")
git clone --quiet --branch "$branch" "$folder/origin.git" "$machine/clone" || exit
cd "$machine/clone" && ln -s "$folder/modules" node_modules
plan=$folder/plans/$(git rev-parse 'HEAD^{tree}').json
if [ "$SAVED_PLAN" != yes ]; then
  PULUMI_HOME=$machine/home npm run --silent "$@" >"$job/output" 2>&1
elif [ -e "$plan" ]; then
  PULUMI_HOME=$machine/home npm run --silent "$@" -- --plan "$plan" >"$job/output" 2>&1
else
  echo "There is no plan for these files." >"$job/output"; false
fi
echo $? >"$job/code"
[ ! -e swarm-report ] || cp -r swarm-report "$job"
[ ! -e swarm-plan.json ] || cp swarm-plan.json "$plan"
cd / && rm -rf "$machine"
`;

/**
 * The pipelines of docs/pipelines.md on this machine: a bare repository, and jobs that run the npm scripts of
 * examples/consumer. Each job has a clone and a PULUMI_HOME of its own, and both are removed at its end, as the runners
 * of GitHub and GitLab do.
 */
export class Pipeline {
  public readonly folder = mkdtempSync(join(tmpdir(), "swarm-pipeline-"));
  public readonly environment: NodeJS.ProcessEnv;

  /** @param variables of all jobs: at least DOCKER_HOST, PULUMI_STACK and PULUMI_BACKEND_URL if it is not a folder */
  public constructor(variables: Variables) {
    this.environment = {
      ...process.env,
      PATH: `${join(checkout, ".tools", "bin")}:${process.env.PATH ?? ""}`,
      PULUMI_BACKEND_URL: folderBackend(this.folder),
      PULUMI_CONFIG_PASSPHRASE: "live test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      GIT_AUTHOR_NAME: "test",
      GIT_AUTHOR_EMAIL: "test@example.com",
      GIT_COMMITTER_NAME: "test",
      GIT_COMMITTER_EMAIL: "test@example.com",
      ...variables,
    };
    this.install();
    execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", this.at("origin.git")]);
    this.write("runner", runner);
    execFileSync("git", ["clone", "--quiet", this.at("origin.git"), this.at("work")], { stdio: "pipe" });
    const { scripts } = JSON.parse(readFileSync(join(checkout, "examples/consumer/package.json"), "utf8")) as {
      scripts: Variables;
    };
    writeFileSync(this.at("work/package.json"), JSON.stringify({ name: "shop", main: "index.js", scripts }));
    writeFileSync(this.at("work/.gitignore"), "node_modules\nswarm-plan.json\nswarm-report\n");
    writeFileSync(
      this.at("work/Pulumi.yaml"),
      "name: shop\nruntime: nodejs\nplugins:\n  providers:\n    - name: docker\n" +
        "      path: node_modules/pulumi-swarm-networking/provider\n",
    );
  }

  /** An installed package, without the time that an installation takes. */
  private install(): void {
    mkdirSync(this.at("modules", ".bin"), { recursive: true });
    symlinkSync(checkout, this.at("modules", "pulumi-swarm-networking"));
    symlinkSync(join(checkout, "node_modules/@pulumi"), this.at("modules", "@pulumi"));
    this.write("modules/.bin/swarm-report", `#!/bin/sh\nexec node ${checkout}/dist/bundle/report.js "$@"\n`);
  }

  public at(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /** Writes an executable. */
  public write(name: string, script: string): void {
    writeFileSync(this.at(name), script);
    chmodSync(this.at(name), 0o755);
  }

  public git(...args: string[]): string {
    return execFileSync("git", args, { cwd: this.at("work"), env: this.environment, encoding: "utf8", stdio: "pipe" });
  }

  /** Commits a program in JavaScript. */
  public commit(program: string): void {
    writeFileSync(this.at("work", "index.js"), program);
    this.git("add", ".");
    this.git("commit", "--quiet", "--allow-empty", "--message", "Change the stack");
  }

  /** Creates a stack, whose file with the salt of its secrets belongs into the next commit. */
  public createStack(name: string): void {
    const options = { cwd: this.at("work"), env: this.environment, stdio: "pipe" } as const;
    execFileSync("npm", ["run", "swarm:create", "--", name], options);
  }

  public push(branch: string): void {
    this.git("push", "--quiet", "origin", `HEAD:${branch}`);
  }

  /**
   * Starts a job.
   *
   * @param script an npm script, and its arguments
   */
  public start(script: string, variables: Variables = {}, branch = "main"): RunningJob {
    const name = `job-${(this.jobs += 1)}`;
    const env = { ...this.environment, ...variables, SWARM_JOB: this.at(name) };
    const [first = "", ...args] = script.split(" ");
    const words = [this.at(name), branch, first, ...(args.length > 0 ? ["--", ...args] : [])];
    const child = spawn(this.at("runner"), words, { env, stdio: "ignore" });
    return {
      result: once(child, "exit").then(() => this.jobOf(name)),
      kill: () => {
        for (const { pid } of processesWith("SWARM_JOB", this.at(name))) process.kill(pid, "SIGKILL");
      },
    };
  }

  /** Runs a job to its end. */
  public async run(script: string, variables: Variables = {}, branch = "main"): Promise<Job> {
    return this.start(script, variables, branch).result;
  }

  private jobs = 0;

  /** The job that last wrote into this folder. */
  public jobOf(name: string): Job {
    const read = (file: string): string => {
      const path = this.at(name, file);
      return existsSync(path) ? readFileSync(path, "utf8") : "";
    };
    const output = read("output");
    const failure = read("code") === "0\n" ? "" : output || "The job was killed.";
    return { output, failure, comment: read("swarm-report/comment.md") };
  }

  /** Destroys stacks, and removes the folder. Call it in `afterAll`, even after a failure. */
  public async remove(...stacks: string[]): Promise<void> {
    for (const stack of stacks) await this.run("swarm:destroy", { PULUMI_STACK: stack });
    rmSync(this.folder, { recursive: true, force: true });
  }
}
