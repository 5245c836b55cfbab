import { swarmLabel } from "../../../swarm/swarmLabel";
import type { Service, ServiceSpec } from "../../../provider/engine/types";
import type { Properties } from "../../../provider/handler/properties";
import type { ResourcePlan, SwarmFacts } from "../../../provider/handler/resourcePlan";
import { planNetwork } from "../../../provider/resources/networkHandler/networkPlan";

function plan(before: Properties, inputs: Properties, facts: SwarmFacts | undefined = swarm): ResourcePlan | undefined {
  return planNetwork({ urn: "urn:a::net", id: "old", isReplacement: true, before, inputs }, facts);
}

function service(name: string, spec: Partial<ServiceSpec>): Service {
  return {
    ID: name,
    Version: { Index: 1 },
    Spec: { Name: name, TaskTemplate: {}, Mode: { Replicated: { Replicas: 2 } }, ...spec },
  };
}

const swarm: SwarmFacts = {
  networks: [],
  services: [
    service("web", {
      TaskTemplate: { Networks: [{ Target: "old" }] },
      EndpointSpec: { Ports: [{ TargetPort: 80, PublishedPort: 8080, PublishMode: "ingress" }] },
    }),
    service("api", { TaskTemplate: { Networks: [{ Target: "old" }, { Target: "other" }] } }),
    service("other", { TaskTemplate: { Networks: [{ Target: "other" }] } }),
  ],
  nodes: [],
  tasks: [],
};
const overlay = (subnet: string, others: Properties = {}): Properties => ({
  driver: "overlay",
  ipamConfigs: [{ subnet }],
  labels: [{ label: swarmLabel.identity.key, value: "backend" }],
  ...others,
});
const old = overlay("10.1.0.0/24", { name: "backend-1" });

test.each<[string, Properties, string, number]>([
  ["side by side", overlay("10.2.0.0/24", { name: "backend-2" }), "twice: they join the new network", 2],
  ["transition", overlay("10.1.0.0/25", { name: "backend-2" }), "4 times: a third network connects them", 4],
  ["swap", overlay("10.2.0.0/24", { name: "backend-2", labels: [] }), "once: each leaves the old network", 1],
  ["remove first", overlay("10.2.0.0/24", { name: "backend-1", labels: [] }), "once: the old network is removed", 1],
])("A network that is replaced %s names its services and their restarts", (replacement, inputs, words, restarts) => {
  const found = plan(old, inputs);
  expect(found?.network).toEqual({ replacement, services: ["web", "api"], restarts });
  expect(found?.summary).toContain(`All 2 services on the old network ("api", "web") restart their tasks ${words}`);
});

test.each<[string, string, string, boolean, Properties?, Properties?]>([
  ["backend-2 beside backend-1", "10.2.0.0/24", "backend-2", true],
  ["backend-0 beside backend-1", "10.2.0.0/24", "backend-0", false],
  ["backend-2 after a transition", "10.1.0.0/25", "backend-2", true],
  ["backend-0 after a transition", "10.1.0.0/25", "backend-0", false],
  ["a network with the same name", "10.2.0.0/24", "backend-1", true],
  ["a name that the transition network of a fixed name follows", "10.1.0.0/25", "backend", true],
  ["backend-0 that becomes internal", "10.2.0.0/24", "backend-0", true, { internal: true }],
  ["backend-2 that is no longer internal", "10.2.0.0/24", "backend-2", false, {}, { internal: true }],
  ["backend-0 if both are internal", "10.2.0.0/24", "backend-0", false, { internal: true }, { internal: true }],
])("The plan of %s says whether calls to virtual IPs can fail", (_, subnet, name, isGap, news = {}, olds = {}) => {
  const summary = plan({ ...old, ...olds }, overlay(subnet, { name, ...news }))?.summary ?? "";
  expect(summary.includes('can fail for some seconds at the virtual IP of "api", "web"')).toBe(isGap);
  expect(summary.includes('use the endpoint mode "dnsrr"')).toBe(isGap);
});

test("Services without a virtual IP have no such gap, whatever the names", () => {
  const services = swarm.services.map((one) => ({
    ...one,
    Spec: { ...one.Spec, EndpointSpec: { Mode: "dnsrr" as const } },
  }));
  const inputs = overlay("10.2.0.0/24", { name: "backend-2" });
  expect(plan(old, inputs, { ...swarm, services })?.summary).not.toContain("virtual IP");
});

test.each<[string, Properties, string[], string]>([
  [
    "side by side",
    overlay("10.2.0.0/24"),
    ["migrate"],
    ' The job "migrate" runs again twice, even if it has completed,',
  ],
  [
    "transition",
    overlay("10.1.0.0/25"),
    ["b", "a"],
    ' The jobs "a", "b" run again 4 times, even if they have completed,',
  ],
])("The plan of a replacement %s says how often jobs on the network run again", (_, inputs, jobs, words) => {
  const TaskTemplate = { Networks: [{ Target: "old" }] };
  const services = jobs.map((name) => service(name, { TaskTemplate, Mode: { ReplicatedJob: { MaxConcurrent: 1 } } }));
  const other = service("cleanup", { Mode: { GlobalJob: {} } });
  const summary = plan(old, inputs, { ...swarm, services: [...swarm.services, ...services, other] })?.summary;
  expect(summary).toContain(`${words} because Swarm runs a job again after each update.`);
  expect(plan(old, inputs)?.summary).not.toContain("job");
});

test("Without the swarm, the plan of a network names no service", () => {
  const found = planNetwork(
    { urn: "", id: "old", isReplacement: true, before: old, inputs: overlay("10.2.0.0/24", { name: "b" }) },
    undefined,
  );
  expect(found?.network?.services).toBeUndefined();
  expect(found?.summary).toBe(
    "The services on the network restart their tasks: they join the new network, and leave the old one after all of " +
      "them have joined.",
  );
});

test("The plan of an ingress says for how long published ports are away", () => {
  expect(plan({ ingress: true }, { ingress: true })).toEqual({
    summary:
      'The ingress is swapped: the published ports of "web" are away for at most 1m25s if the nodes have the images. ' +
      "Their tasks restart twice.",
    network: { replacement: "ingress", services: ["web"], restarts: 2, portsAwaySeconds: 85 },
    lost: [],
  });
  expect(plan({ ingress: true }, { ingress: true }, { ...swarm, services: [] })?.summary).toBe(
    "The ingress is swapped. No service publishes ports through it.",
  );
});

test("A network of another driver, and a change of an instruction to the provider, need no plan", () => {
  expect(plan({ driver: "macvlan" }, { driver: "macvlan" })).toBeUndefined();
  const change = { urn: "", id: "old", isReplacement: false, before: old, inputs: old };
  expect(planNetwork(change, swarm)).toBeUndefined();
});
