import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { EngineEvent, PolicyEvent, PulumiFn } from "@pulumi/pulumi/automation";
import { IngressConfig, OverlayNetwork, SwarmService } from "../../components";
import { checkout } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const pack = join(checkout, "policies/pulumi-analyzer-swarm-network");
const sensitive = { label: "swarm.network.sensitive", value: "true" };

/** A policy's report in a preview: level, policy, logical name of the resource, and message without description. */
type Said = readonly [level: string, policy: string, resource: string, message: string];

let live: LiveStack;

beforeAll(async () => {
  // No Engine listens at this address: a preview does not need one to evaluate policies.
  live = await createLiveStack("policies", "unix:///nonexistent/docker.sock", () => Promise.resolve());
});

afterAll(async () => {
  await live.remove();
});

/** Turns off the other rules of the pack, some of which also report the networks of these tests. */
const few = {
  all: "disabled",
  "swarm-network-require-encryption-when-sensitive": "mandatory",
  "swarm-stack-disallow-overlapping-subnets": "mandatory",
};

/** Runs a preview with the pack; `passed` tells whether the preview succeeded. */
async function preview(program: PulumiFn, levels: object = few): Promise<{ passed: boolean; said: Said[] }> {
  live.setProgram(program);
  const config = join(live.directory, "policies.json");
  await writeFile(config, JSON.stringify(levels));
  const said: Said[] = [];
  const onEvent = ({ policyEvent }: EngineEvent): void => {
    if (policyEvent !== undefined) said.push(summary(policyEvent));
  };
  const options = { policyPacks: [pack], onEvent, policyPackConfigs: [config] };
  const passed = await live.stack.preview(options).then(
    () => true,
    () => false,
  );
  return { passed, said: said.sort(([, a], [, b]) => a.localeCompare(b)) };
}

function summary({ enforcementLevel, policyName, resourceUrn, message }: PolicyEvent): Said {
  const plain = message.replace(/<\{%.*?%\}>/g, "").trim();
  return [enforcementLevel, policyName, resourceUrn?.split("::").at(-1) ?? "", plain.slice(plain.indexOf("\n") + 1)];
}

const faults: PulumiFn = () => {
  new docker.Network("payments", { driver: "overlay", labels: [sensitive], ipamConfigs: [{ subnet: "10.9.0.0/24" }] });
  new docker.Network("frontend", { driver: "overlay", ipamConfigs: [{ subnet: "10.9.0.0/25" }] });
  return Promise.resolve();
};

const unencrypted =
  `Network "payments" has the label swarm.network.sensitive, but traffic between nodes is not encrypted: ` +
  `the driver option "encrypted" is not set. Add options: { encrypted: "" }, or remove the label if anyone on ` +
  `the network ` +
  `between the nodes may read the traffic.`;

const overlap: Said = [
  "mandatory",
  "swarm-stack-disallow-overlapping-subnets",
  "frontend",
  `Subnet "10.9.0.0/25" of network "frontend" overlaps subnet "10.9.0.0/24" of network "payments". Swarm accepts ` +
    `both networks, but assigns no addresses on the second one, so its tasks never start. Use another subnet for ` +
    `one of them, or remove the subnet to let Swarm choose.`,
];

test("A preview of valid networks succeeds, and the pack reports nothing", async () => {
  const program: PulumiFn = () => {
    new OverlayNetwork("payments", { sensitive: true, subnets: [{ subnet: "10.9.0.0/24" }] });
    new OverlayNetwork("frontend", { encrypted: true, subnets: [{ subnet: "10.9.1.0/24" }] });
    new docker.Network("plain", { driver: "overlay", labels: [sensitive], options: { encrypted: "" } });
    return Promise.resolve();
  };
  expect(await preview(program, {})).toEqual({ passed: true, said: [] });
});

test("Invalid docker networks fail the preview, and each message names the network and the fix", async () => {
  expect(await preview(faults)).toEqual({
    passed: false,
    said: [["mandatory", "swarm-network-require-encryption-when-sensitive", "payments", unencrypted], overlap],
  });
});

test("A transform that removes the protection of a component's network fails the preview", async () => {
  const program: PulumiFn = () => {
    const strip: pulumi.ResourceTransform = ({ type, props, opts }) =>
      type === "docker:index/network:Network" ? { props: { ...props, options: {}, labels: [] }, opts } : undefined;
    new OverlayNetwork("payments", { sensitive: true }, { transforms: [strip] });
    return Promise.resolve();
  };
  const rule = "swarm-stack-disallow-weakened-component";
  expect(
    await preview(program, { all: "disabled", "swarm-network-require-valid-name": "mandatory", [rule]: "mandatory" }),
  ).toEqual({
    passed: false,
    said: [
      [
        "mandatory",
        rule,
        "payments",
        'Network "payments" is not encrypted and has no label swarm.network.sensitive, unlike OverlayNetwork ' +
          '"payments" declares: a transform has changed the network. Remove the transform, or change the inputs of ' +
          "the component.",
      ],
    ],
  });
});

test("A configuration file lowers the level of a rule or turns it off", async () => {
  const levels = {
    ...few,
    "swarm-network-require-encryption-when-sensitive": "advisory",
    "swarm-stack-disallow-overlapping-subnets": { enforcementLevel: "disabled" },
  };
  expect(await preview(faults, levels)).toEqual({
    passed: true,
    said: [
      ["advisory", "swarm-network-require-encryption-when-sensitive", "payments", unencrypted],
      [
        "advisory",
        "swarm-remaining",
        "live-policies",
        "1 rule is advisory in this configuration and mandatory in the profile baseline. " +
          "To fix: swarm-network-require-encryption-when-sensitive.",
      ],
    ],
  });
});

test("A rule that cannot decide during a preview reports so as an advisory, and the preview succeeds", async () => {
  const program: PulumiFn = () => {
    const first = new docker.Network("first", { driver: "overlay" });
    const subnet = first.id.apply(() => "10.9.0.0/24");
    new docker.Network("second", { driver: "overlay", ipamConfigs: [{ subnet }] });
    return Promise.resolve();
  };
  expect(await preview(program)).toEqual({
    passed: true,
    said: [
      [
        "advisory",
        "swarm-stack-disallow-overlapping-subnets",
        "live-policies",
        'Not known before deployment: network "second" (ipamConfigs[0].subnet). The update decides.',
      ],
    ],
  });
});

test("All rules that wait for a whole task spec share one line, which lists them", async () => {
  const program: PulumiFn = () => {
    const first = new docker.Network("first", { driver: "overlay" });
    const taskSpec = first.id.apply((id) => ({
      containerSpec: { image: "registry.example.com/a:1.4" },
      networksAdvanceds: [{ id }],
    }));
    new docker.Service("api", { taskSpec });
    return Promise.resolve();
  };
  const { said } = await preview(program, {});
  const undecided = said.filter(([, , , message]) => message.startsWith("Not known before deployment"));
  expect(undecided.map(([level, rule]) => [level, rule])).toEqual([["advisory", "swarm-undecided"]]);
  expect(undecided[0]?.[3]).toMatch(
    /^Not known before deployment: service "api" \(taskSpec\)\. The update decides for \d+ rules: swarm-.*\.$/,
  );
});

test("An ordinary program with components leaves nothing undecided", async () => {
  const program: PulumiFn = () => {
    const edge = new IngressConfig("edge", { encrypted: true }, { protect: true });
    const backend = new OverlayNetwork("backend", { encrypted: true });
    for (const [name, publishedPort] of [
      ["api", 8080],
      ["web", 8081],
    ] as const) {
      const ports = [edge.publish({ targetPort: 8080, publishedPort })];
      new SwarmService(name, { image: "registry.example.com/a:1.4", replicas: 2, networks: [backend.attach()], ports });
    }
    return Promise.resolve();
  };
  const { passed, said } = await preview(program, {});
  expect(passed).toBe(true);
  expect(said.filter(([, , , message]) => message.includes("before deployment"))).toEqual([]);
  // The two services lack the same things, and each rule says so once.
  expect(said.map(([, policy]) => policy)).toEqual([...new Set(said.map(([, policy]) => policy))]);
});

test("A rule at the level remediate fixes a network, even if another value of the network is unknown", async () => {
  const program: PulumiFn = () => {
    const first = new docker.Network("first", { driver: "overlay", options: { encrypted: "" } });
    const labels = [sensitive, { label: "after", value: first.id }];
    new docker.Network("payments", { driver: "overlay", labels, attachable: true });
    return Promise.resolve();
  };
  const levels = {
    all: "disabled",
    "swarm-network-require-encryption-when-sensitive": "remediate",
    "swarm-network-disallow-attachable-when-sensitive": "remediate",
  };
  expect(await preview(program, levels)).toEqual({ passed: true, said: [] });
});

test("'pulumi policy analyze' reports the same messages for a state, whichever provider created it", async () => {
  const file = join(live.directory, "state.json");
  const urn = (type: string, name: string): string => `urn:pulumi:dev::shop::${type}::${name}`;
  const stack = { urn: urn("pulumi:pulumi:Stack", "shop-dev"), custom: false, type: "pulumi:pulumi:Stack" };
  const properties = { driver: "overlay", options: { encrypted: "No" } };
  const type = "docker:index/network:Network";
  const network = { urn: urn(type, "backend"), custom: true, id: "n1", type, inputs: properties, outputs: properties };
  await writeFile(file, JSON.stringify({ version: 3, deployment: { manifest: {}, resources: [stack, network] } }));
  const { workDir, pulumiCommand, envVars } = live.stack.workspace;
  const { failed, stdout } = await new Promise<{ failed: boolean; stdout: string }>((resolve) => {
    const args = ["policy", "analyze", "--json", "--file", file, "--policy-pack", pack];
    const options = { cwd: workDir, env: { ...process.env, ...envVars } };
    execFile(pulumiCommand.command, args, options, (error, printed) => {
      resolve({ failed: error !== null, stdout: printed });
    });
  });
  const events = stdout.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as EngineEvent] : []));
  expect(failed).toBe(true);
  expect(events.flatMap(({ policyEvent }) => (policyEvent === undefined ? [] : [summary(policyEvent)]))).toEqual([
    [
      "mandatory",
      "swarm-network-disallow-encrypted-false",
      "backend",
      `Network "backend" has the driver option encrypted: "No", which reads as "not encrypted" but turns ` +
        `encryption on: ` +
        `the overlay driver checks only whether the key is present. Remove the key if the network should not be ` +
        `encrypted, or set encrypted: "" if it should.`,
    ],
  ]);
});
