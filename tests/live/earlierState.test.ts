import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Deployment, PreviewResult, PulumiFn } from "@pulumi/pulumi/automation";
import { checkout } from "../support/lab";
import { everything, swarmNodes, type DeclaredNode } from "../support/programs/everything";
import { createLiveStack } from "../support/stack";

// States that were exported after an update with an earlier version, with the programs that created them. Never export
// a state again to make a test pass: a stack that was deployed with an earlier version must show no difference.
interface Recorded {
  readonly deployment: Deployment;
  readonly image: string;
  readonly nodes: readonly DeclaredNode[];
}

function recorded(name: string): Recorded {
  return JSON.parse(readFileSync(join(checkout, "tests/support/states", `${name}.json`), "utf8")) as Recorded;
}

const programs: readonly (readonly [string, (state: Recorded) => PulumiFn])[] = [
  [
    "everything",
    ({ image }) =>
      () =>
        Promise.resolve(everything(image)),
  ],
  [
    "nodes",
    ({ nodes }) =>
      () =>
        Promise.resolve(swarmNodes(nodes)),
  ],
];

async function previewOf(name: string, state: Recorded, program: PulumiFn): Promise<PreviewResult["changeSummary"]> {
  // The preview of an unchanged stack sends no requests to the Engine, and there is none at this address.
  const live = await createLiveStack(name, "unix:///nowhere/docker.sock", program);
  try {
    await live.stack.importStack(state.deployment);
    return (await live.stack.preview()).changeSummary;
  } finally {
    await rm(live.directory, { recursive: true, force: true });
  }
}

test.each(programs)(
  'The stack "%s", deployed with an earlier version, shows no change in a preview',
  async (name, programOf) => {
    const state = recorded(name);
    const { resources } = state.deployment.deployment as { resources: readonly { type: string }[] };
    // The summary counts the providers of the program, but not the default provider.
    const same = resources.filter(({ type }) => type !== "pulumi:providers:docker" || name === "nodes").length;
    expect(await previewOf(name, state, programOf(state))).toEqual({ same });
  },
);

test("A preview detects a change to the program of an earlier state", async () => {
  const state = recorded("everything");
  const summary = await previewOf("everything", state, () => Promise.resolve(everything("other:1")));
  // Four services, and the components of three of them.
  expect(summary).toMatchObject({ update: 7 });
});
