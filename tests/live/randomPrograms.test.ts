import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify, types } from "node:util";
import type { EngineEvent, PolicyEvent } from "@pulumi/pulumi/automation";
import type { Finding } from "../../audit/finding";
import { policies } from "../../policies/pack";
import { Engine } from "../../provider/engine/engine";
import { checkout, readLab } from "../support/lab";
import { subjectsOf } from "../support/policyFindings";
import { importedName, importedSubnet, randomPolicies } from "../support/programs/randomPolicies";
import { createLiveStack, type LiveStack } from "../support/stack";

// Programs that are made at random from a seed. The verdict of the pack, of the audit of the state and of the audit of
// the swarm must be the same: which rule reports which resource.
const seed = Number(process.env.PROGRAM_SEED ?? 1);
/** The number of programs. `make test-long` deploys more, from another seed each time. */
const count = Number(process.env.PROGRAM_COUNT ?? 2);

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const pack = join(checkout, "policies/pulumi-analyzer-swarm-network");
const docker = join(checkout, ".tools", "engine-20.10", "bin", "docker");
const run = promisify(execFile);

/** The rules whose verdict about a swarm and about a program differ, with the reason. */
const incomparable: Readonly<Record<string, string>> = {
  "swarm-ingress-require-protection": "protect is an option of Pulumi, which the swarm does not know",
  "swarm-network-require-explicit-gateway": "the swarm has chosen a gateway by the time of the audit",
  "swarm-service-require-network-by-id": "the Engine resolves names to ids",
  "swarm-service-require-pinned-image": "the provider has pinned the image to its digest",
  "swarm-stack-disallow-weakened-component": "the swarm does not know what a component was asked for",
  "swarm-stack-require-consistent-mtu": "the swarm has more networks than the program",
};

/**
 * A program that declares no ingress relies on the swarm's own one. The audit of the swarm sees that one as a network,
 * so another rule reports the same service.
 */
const sameFault: Readonly<Record<string, string>> = {
  "swarm-stack-require-declared-ingress-for-sensitive-services":
    "swarm-stack-require-encrypted-ingress-for-sensitive-services",
};

/** Rules that report the second of two resources, by URN, and thus by the parents that only a program has. */
const eitherOfTwo = new Set([
  "swarm-stack-disallow-duplicate-published-port",
  "swarm-stack-disallow-overlapping-subnets",
  "swarm-stack-disallow-shared-alias",
  "swarm-stack-disallow-shared-host-port",
]);

const rules = new Set(policies.map(({ name }) => name));
let live: LiveStack;

beforeAll(async () => {
  live = await createLiveStack("random-programs", lab.dockerHost, () => Promise.resolve());
  const config = join(live.directory, "policies.json");
  // The audit of a swarm reads the number of its nodes; a program needs a setting.
  const levels = policies.map(({ name, settings }) => {
    const nodes = "nodes" in settings ? { nodes: lab.nodes.length } : {};
    return [name, { enforcementLevel: "advisory", ...nodes }] as const;
  });
  await writeFile(config, JSON.stringify(Object.fromEntries(levels)));
  live.stack.workspace.envVars["SWARM_POLICY_CONFIG"] = config;
});

afterAll(() => live.remove());

/** `rule resource`, and the rules that cannot decide. */
interface Verdict {
  readonly found: readonly string[];
  readonly undecided: readonly string[];
}

/** The verdict of the pack while the CLI runs. */
async function verdictOf(act: "preview" | "up"): Promise<Verdict> {
  const events: PolicyEvent[] = [];
  const onEvent = ({ policyEvent }: EngineEvent): void => {
    if (policyEvent !== undefined && rules.has(policyEvent.policyName)) events.push(policyEvent);
  };
  const options = { policyPacks: [pack], onEvent };
  await (act === "preview" ? live.stack.preview(options) : live.stack.up(options));
  const undecided = events.filter(({ message }) => message.includes("Not known before deployment"));
  return {
    found: unique(
      events
        .filter((event) => !undecided.includes(event))
        .flatMap(({ policyName, resourceUrn = "", message }) =>
          subjectsOf(message, resourceUrn).map((name) => `${policyName} ${name}`),
        ),
    ),
    undecided: unique(undecided.map(({ policyName }) => policyName)),
  };
}

/** The verdict of an audit; `name` turns the name of a subject into a logical name. */
async function audited(
  name: (subject: string) => string | undefined,
  ...args: readonly string[]
): Promise<readonly string[]> {
  const config = join(live.directory, "policies.json");
  // A provider without a host uses DOCKER_HOST, in an audit of the state as well as in an update.
  const path = `${join(checkout, ".tools", "bin")}:${process.env.PATH ?? ""}`;
  const env = { ...process.env, PATH: path, DOCKER_HOST: lab.dockerHost };
  const command = [join(checkout, "dist/audit/main.js"), ...args, "--config", config, "--format", "json"];
  const { stdout } = await run("node", command, { env, maxBuffer: 1 << 28 }).catch((error: unknown) => {
    // A check that is not a rule of the pack may find a mandatory violation.
    if (types.isNativeError(error) && "code" in error && error.code === 1 && "stdout" in error) return error;
    throw error;
  });
  const { findings } = JSON.parse(String(stdout)) as { findings: (Omit<Finding, "rule"> & { rule: string })[] };
  return unique(
    findings
      .filter(({ rule }) => rules.has(rule))
      .flatMap(({ rule, subject, message }) =>
        subjectsOf(message, subject.name).flatMap((one) => {
          const logical = name(one);
          return logical === undefined ? [] : [`${rule} ${logical}`];
        }),
      ),
  );
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)].sort();
}

/** Logical names by the names in the swarm. */
async function logicalNames(): Promise<ReadonlyMap<string, string>> {
  const exported = (await live.stack.exportStack()).deployment as {
    readonly resources: readonly { urn: string; type: string; outputs?: { name?: string } }[];
  };
  return new Map(
    exported.resources
      .filter(({ type }) => type.startsWith("docker:index/"))
      .map(({ urn, outputs }) => [outputs?.name ?? "", urn.split("::").at(-1) ?? ""]),
  );
}

function ruleOf(entry: string): string {
  return entry.split(" ")[0] ?? "";
}

/** The entries of one list alone: `+` only an audit has, `-` only the pack. */
function difference(audit: readonly string[], ofPack: readonly string[]): string[] {
  return [
    ...audit.filter((entry) => !ofPack.includes(entry)).map((entry) => `+ ${entry}`),
    ...ofPack.filter((entry) => !audit.includes(entry)).map((entry) => `- ${entry}`),
  ];
}

/** What a program and a swarm can agree about. */
function comparable(found: readonly string[]): string[] {
  return found
    .filter((entry) => incomparable[ruleOf(entry)] === undefined)
    .map((entry) => (eitherOfTwo.has(ruleOf(entry)) ? ruleOf(entry) : entry))
    .map((entry) => entry.replace(ruleOf(entry), (rule) => sameFault[rule] ?? rule))
    .sort();
}

test.each(Array.from({ length: count }, (_, number) => [seed + number, number]))(
  "The pack and the audits agree about the random program %d",
  async (own, number) => {
    const { stdout } = await run(docker, [
      ...["--host", lab.dockerHost, "network", "create", "--driver", "overlay"],
      ...["--subnet", importedSubnet(number), importedName(number)],
    ]);
    const at = { image: lab.image, dockerHost: lab.dockerHost, number, imported: stdout.trim() };
    try {
      for (const phase of [0, 1] as const) {
        live.setProgram(randomPolicies(own, phase, at));
        const planned = await verdictOf("preview");
        const deployed = await verdictOf("up");
        const late = deployed.found.filter((entry) => !planned.found.includes(entry));
        const state = join(live.directory, "state.json");
        await writeFile(state, JSON.stringify(await live.stack.exportStack()));
        const inState = await audited((name) => name, "--state", state);
        const names = await logicalNames();
        const inSwarm = await audited((name) => names.get(name), "--host", lab.dockerHost);
        expect({
          phase,
          undecided: deployed.undecided,
          onlyPlanned: planned.found.filter((entry) => !deployed.found.includes(entry)),
          // A preview says less than the update only of rules that cannot decide.
          onlyDeployed: late.filter((entry) => !planned.undecided.includes(ruleOf(entry))),
          inState: difference(inState, deployed.found),
          inSwarm: difference(comparable(inSwarm), comparable(deployed.found)),
        }).toEqual({ phase, undecided: [], onlyPlanned: [], onlyDeployed: [], inState: [], inSwarm: [] });
      }
    } catch (error) {
      throw new Error(`PROGRAM_SEED=${own} PROGRAM_COUNT=1`, { cause: error });
    } finally {
      await run("pulumi", ["state", "unprotect", "--all", "--yes", "--stack", live.stack.name], {
        cwd: live.directory,
        env: { ...process.env, ...live.stack.workspace.envVars, PULUMI_HOME: live.stack.workspace.pulumiHome },
      });
      await live.stack.destroy();
      await engine.removeNetwork(at.imported).catch(() => undefined);
    }
  },
);
