import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { engineSettings } from "../../provider/configuration/configuration";
import { Engine } from "../../provider/engine/engine";
import type { ImportFile } from "./importFile";
import { pendingResources } from "./pending";
import type { TakeoverPlan } from "./plan";
import { takeoverPlan } from "./plan";
import { setSecrets } from "./secretSettings";
import { findObjects, kindOf, runningTasks } from "./swarmObjects";

/** How to take over what runs. */
export interface TakeoverOptions {
  /** Folder of the project, which contains `takeover.json`. */
  readonly folder: string;
  /** Name of the Pulumi stack. @default - the selected one */
  readonly stack?: string | undefined;
  /** Whether objects may be replaced and tasks restart where the program differs from the swarm. */
  readonly allowRestarts: boolean;
  /** Whether to show the plan only. The state is then as before. */
  readonly planOnly: boolean;
  /** Prints a line. */
  readonly print: (line: string) => void;
}

/**
 * Imports the objects of the swarm into the state of the program, and completes the state with an update.
 *
 * The import changes nothing in the swarm. What the program would change is known only after it, so the plan comes from
 * a preview on the imported state. If the plan is refused, the state becomes what it was before.
 *
 * @throws Error if objects are missing, or if the plan is disruptive and not permitted
 */
export async function takeOver(options: TakeoverOptions): Promise<void> {
  const { folder, print } = options;
  const { resources, secrets } = await readImportFile(folder);
  const stack = await selectStack(options);
  const { name: project } = await stack.workspace.projectSettings();
  const settings = await stack.getAllConfig();
  const engine = new Engine(engineSettings(dockerSettings(settings), process.env));

  const known = new Set(Object.keys(settings).map((key) => key.replace(`${project}:`, "")));
  for (const setting of await setSecrets(secrets, known, engine, folder, stack.name)) {
    print(`Set the secret setting "${setting}".`);
  }

  const before = await stack.exportStack();
  const { resources: inState = [] } = before.deployment as { readonly resources?: readonly { readonly urn: string }[] };
  const present = new Set(inState.map(({ urn }) => urn));
  const pending = pendingResources(resources, present, { project, stack: stack.name });
  const objects = await findObjects(engine, pending.resources);
  requireAll(objects.missing);
  const tasks = await runningTasks(engine);

  if (objects.resources.length > 0) {
    print(`Importing ${countOf(objects.resources.filter(({ id }) => id !== undefined).map(kindOf))} …`);
    await stack.import({
      resources: objects.resources.map((resource) => ({ ...resource })),
      nameTable: { ...pending.nameTable },
      protect: false,
      generateCode: false,
    });
  }
  const plan = await planOf(stack);
  printPlan(plan, print);
  const isRefused = plan.disruptive.length > 0 && !options.allowRestarts;
  if (options.planOnly || isRefused) {
    if (objects.resources.length > 0) await stack.importStack(before);
    if (!isRefused || options.planOnly) return;
    throw new Error(
      "Nothing was taken over, because running tasks would restart. Change the program until it describes what runs, " +
        "or permit the restarts: npm run takeover -- --allow-restarts",
    );
  }

  print("Completing the state …");
  await stack.up();
  await stack.preview({ expectNoChanges: true });
  const left = await runningTasks(engine);
  const replaced = [...tasks.keys()].filter((id) => !left.has(id)).length;
  print(
    replaced === 0
      ? `Done: the preview is empty, and all ${tasks.size} running tasks of the swarm are still the same.`
      : `Done: the preview is empty. ${replaced} of ${tasks.size} running tasks of the swarm have been replaced.`,
  );
}

async function readImportFile(folder: string): Promise<ImportFile> {
  const path = join(folder, "takeover.json");
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new Error(`"${path}" cannot be read. Run the takeover in the folder of the written project.`, { cause });
  });
  return JSON.parse(text) as ImportFile;
}

async function selectStack({ folder, stack }: TakeoverOptions): Promise<Stack> {
  const workspace = await LocalWorkspace.create({ workDir: folder });
  const stackName = stack ?? (await workspace.stack())?.name;
  if (stackName === undefined) {
    throw new Error("No Pulumi stack is selected. Create one with 'pulumi stack init dev', or name one with --stack.");
  }
  return LocalWorkspace.selectStack({ stackName, workDir: folder });
}

/** The provider's settings in the configuration of the Pulumi stack. */
function dockerSettings(settings: { readonly [key: string]: { readonly value: string } }): Record<string, string> {
  const entries = Object.entries(settings).filter(([key]) => key.startsWith("docker:"));
  return Object.fromEntries(entries.map(([key, { value }]) => [key.slice("docker:".length), value]));
}

function requireAll(missing: readonly string[]): void {
  if (missing.length === 0) return;
  throw new Error(
    [
      `The swarm does not have ${missing.length === 1 ? "one object" : `${missing.length} objects`} of this program:`,
      ...missing.map((object) => `  - ${object}`),
      "Check that this is the right swarm. To let 'pulumi up' create an object instead, remove it and its component " +
        "from takeover.json.",
    ].join("\n"),
  );
}

async function planOf(stack: Stack): Promise<TakeoverPlan> {
  const folder = await mkdtemp(join(tmpdir(), "swarm-takeover-"));
  const file = join(folder, "plan.jsonl");
  const events: EngineEvent[] = [];
  stack.workspace.envVars["SWARM_PREVIEW_PLAN"] = file;
  try {
    await stack.preview({ onEvent: (event) => events.push(event) });
    return takeoverPlan(events, await readFile(file, "utf8").catch(() => ""));
  } finally {
    delete stack.workspace.envVars["SWARM_PREVIEW_PLAN"];
    await rm(folder, { recursive: true });
  }
}

function printPlan({ disruptive, quiet, created }: TakeoverPlan, print: (line: string) => void): void {
  const section = (title: string, lines: readonly string[]): void => {
    if (lines.length === 0) return;
    print(title);
    for (const line of lines) print(`  - ${line}`);
  };
  section("The program differs from the swarm, and tasks would restart:", disruptive);
  section("The program differs from the swarm, but no task restarts:", quiet);
  section("The program creates or adopts in addition:", created);
  if (disruptive.length + quiet.length === 0) print("The program describes what runs: nothing changes in the swarm.");
}

/** `2 networks and 3 services`. */
function countOf(kinds: readonly string[]): string {
  const counts = [...new Set(kinds)].map((kind) => {
    const count = kinds.filter((other) => other === kind).length;
    return `${count} ${kind}${count === 1 ? "" : "s"}`;
  });
  return counts.join(", ").replace(/, ([^,]*)$/, " and $1");
}
