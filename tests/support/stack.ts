import { copyFile, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  LocalWorkspace,
  PulumiCommand,
  type PulumiFn,
  type Stack,
  type UpOptions,
  type UpResult,
} from "@pulumi/pulumi/automation";
import { briefStack, type BriefStack } from "./briefStack";
import { folderBackend } from "./folderBackend";
import { checkout } from "./lab";

/** A stack that the real CLI deploys with this repository's provider. It has its own folder for state and plugins. */
export interface LiveStack {
  readonly stack: BriefStack;
  /** Folder of the project, for running the CLI directly. */
  readonly directory: string;
  /** Replaces an inline program, like an edit of index.ts. */
  setProgram(program: PulumiFn): void;
  /** Updates the stack, and reads its outputs and the summary of the update. `stack.up` is faster. */
  upWithResult(options?: UpOptions): Promise<UpResult>;
  /** Asserts that a preview, a refresh, and a preview after the refresh show no changes. */
  expectQuiet(): Promise<void>;
  /** Destroys the stack and removes the folder. Call it in `afterAll`, even after a failure. */
  remove(): Promise<void>;
}

const project = "live";

/**
 * @param name of the stack: the subject of the test, e.g. `overlay`
 * @param dockerHost the Engine that the provider talks to, e.g. `unix:///run/…/docker.sock`
 * @param program an inline program, or the path of a JavaScript file, which runs in a process of its own
 * @param backend a folder for the state, which other runners use as well; by default in the stack's own folder
 */
export async function createLiveStack(
  name: string,
  dockerHost: string,
  program: PulumiFn | string,
  backend?: string,
): Promise<LiveStack> {
  const directory = await mkdtemp(join(tmpdir(), `swarm-live-${name}-`));
  await writeFile(
    join(directory, "Pulumi.yaml"),
    [
      `name: ${project}`,
      "runtime: nodejs",
      "plugins:",
      "  providers:",
      "    - name: docker",
      `      path: ${JSON.stringify(join(checkout, "provider"))}`,
      "",
    ].join("\n"),
  );
  const pulumiCommand = await PulumiCommand.get({ root: join(checkout, ".tools"), skipVersionCheck: true });
  const options = {
    workDir: directory,
    pulumiCommand,
    pulumiHome: join(directory, "home"),
    envVars: {
      PATH: `${join(checkout, ".tools", "bin")}:${process.env.PATH ?? ""}`,
      DOCKER_HOST: dockerHost,
      PULUMI_BACKEND_URL: folderBackend(backend ?? directory),
      PULUMI_CONFIG_PASSPHRASE: "live test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    },
  };
  let stack: Stack;
  if (typeof program === "string") {
    await copyFile(program, join(directory, "index.js"));
    await writeFile(join(directory, "package.json"), JSON.stringify({ name: project, main: "index.js" }));
    await symlink(join(checkout, "node_modules"), join(directory, "node_modules"));
    stack = await LocalWorkspace.createOrSelectStack({ stackName: name, workDir: directory }, options);
  } else {
    stack = await LocalWorkspace.createOrSelectStack({ stackName: name, projectName: project, program }, options);
  }
  const brief = briefStack(stack);
  return {
    stack: brief,
    directory,
    setProgram: (next) => {
      stack.workspace.program = next;
    },
    upWithResult: (options) => stack.up(options),
    expectQuiet: async () => {
      await brief.preview({ expectNoChanges: true });
      // Values that a refresh writes into the state (allocated gateways, pinned images) must not appear as changes.
      await brief.refresh({ expectNoChanges: true });
      await brief.preview({ expectNoChanges: true });
    },
    remove: async () => {
      await brief.destroy();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
