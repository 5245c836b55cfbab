import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as docker from "@pulumi/docker";
import type { EngineEvent, PulumiFn } from "@pulumi/pulumi/automation";
import { OverlayNetwork, SwarmService } from "../../components";
import { checkout, readLab } from "../support/lab";
import { everything } from "../support/programs/everything";
import { createLiveStack, type LiveStack } from "../support/stack";

// After a deployment, the provider and Swarm have filled in all properties. A rule must not mistake them for those that
// the program sets.
const pack = join(checkout, "policies/pulumi-analyzer-swarm-network");
const lab = readLab();
const image = lab.image;
let live: LiveStack;

beforeAll(async () => {
  live = await createLiveStack("redeploy", lab.dockerHost, () => Promise.resolve());
  const config = join(live.directory, "policies.json");
  // All rules, at a level that does not stop the deployment.
  await writeFile(config, JSON.stringify({ extends: "strict", all: "advisory" }));
  live.stack.workspace.envVars["SWARM_POLICY_CONFIG"] = config;
});

afterAll(async () => {
  await live.remove();
});

type Act = "preview" | "up" | "refresh";

/** The findings of the pack, by rule, and the rules that could not decide. */
interface Findings {
  readonly decided: ReadonlyMap<string, string>;
  readonly undecided: ReadonlySet<string>;
}

async function findings(act: Act): Promise<Findings> {
  const decided = new Map<string, string>();
  const undecided = new Set<string>();
  const onEvent = ({ policyEvent }: EngineEvent): void => {
    if (policyEvent === undefined) return;
    const { policyName, message } = policyEvent;
    if (message.includes("Not known before deployment")) undecided.add(policyName);
    else decided.set(policyName, withoutPorts(message));
  };
  const options = { policyPacks: [pack], onEvent };
  if (act === "preview") await live.stack.preview(options);
  else if (act === "up") await live.stack.up(options);
  else await live.stack.refresh({ onEvent });
  return { decided, undecided };
}

/** Only the deployment tells which ports Swarm has chosen. The findings of a rule are in the order of their texts. */
function withoutPorts(message: string): string {
  const lines = message.replace(/publishes (?:a port|port \d+)/g, "publishes a port").split("\n");
  return lines.sort().join("\n");
}

/** The findings that are not in an earlier list, where the rule had decided. */
function added(first: Findings, later: Findings): string[] {
  return [...later.decided]
    .filter(([rule, message]) => first.decided.get(rule) !== message && !first.undecided.has(rule))
    .map(([rule, message]) => `${rule}: ${message}`);
}

const wide: PulumiFn = () => Promise.resolve(everything(image));

test("A stack that is deployed has no findings that its first preview did not have", async () => {
  live.setProgram(wide);
  const first = await findings("preview");
  expect(first.decided.size).toBeGreaterThan(10);
  for (const act of ["up", "preview", "up", "refresh", "preview", "up"] as const)
    expect({ act, added: added(first, await findings(act)) }).toEqual({ act, added: [] });
}, 600_000);

test("Networks that the program also reads, and values that it ignores, add no findings", async () => {
  const [id = ""] = ((await live.stack.exportStack()).deployment as Deployment).resources.flatMap((resource) =>
    resource.type === "docker:index/network:Network" && resource.urn.endsWith("::frontend") ? [resource.id] : [],
  );
  live.setProgram(() => {
    const made = everything(image);
    const read = docker.Network.get("read", id);
    new SwarmService("reader", { image, networks: [read] }, { ignoreChanges: ["replicas"] });
    return Promise.resolve(made);
  });
  const first = await findings("preview");
  expect([...first.decided.values()].join()).not.toContain('network "read"');
  for (const act of ["up", "preview", "refresh", "preview", "up"] as const)
    expect({ act, added: added(first, await findings(act)) }).toEqual({ act, added: [] });
}, 600_000);

test("The replacement of a network adds no findings", async () => {
  const program =
    (third: number): PulumiFn =>
    () => {
      const net = new OverlayNetwork("moved", { subnets: [{ subnet: `10.233.${third}.0/24` }] });
      new SwarmService("mover", { image, networks: [net.attach({ aliases: ["mover-alias"] })] });
      return Promise.resolve();
    };
  live.setProgram(program(0));
  const first = await findings("preview");
  await findings("up");
  live.setProgram(program(1));
  for (const act of ["preview", "up", "preview"] as const)
    expect({ act, added: added(first, await findings(act)) }).toEqual({ act, added: [] });
}, 600_000);

test("A network with addresses that Swarm has chosen is not refused for them, but a declared subnet is", async () => {
  const { envVars } = live.stack.workspace;
  const config = join(live.directory, "ingress.json");
  const rule = "swarm-stack-disallow-taken-subnet";
  // Swarm chooses from this block what it does not choose for the ingress, as in a swarm whose ingress was moved.
  const settings = { enforcementLevel: "mandatory", defaultIngress: ["10.0.0.0/8"] };
  await writeFile(config, JSON.stringify({ all: "disabled", [rule]: settings }));
  envVars["SWARM_POLICY_CONFIG"] = config;
  const program =
    (subnets?: { subnet: string }[]): PulumiFn =>
    () => {
      new OverlayNetwork("chosen", subnets && { subnets });
      return Promise.resolve();
    };
  live.setProgram(program([{ subnet: "10.234.0.0/24" }]));
  await expect(findings("preview")).rejects.toThrow(/the subnet of the default ingress network/);
  live.setProgram(program());
  for (const act of ["up", "preview", "up"] as const) await findings(act);
}, 600_000);

interface Deployment {
  readonly resources: readonly { readonly type: string; readonly urn: string; readonly id: string }[];
}
