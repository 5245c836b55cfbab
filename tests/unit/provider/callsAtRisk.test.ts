import type { Node, Service, ServiceSpec } from "../../../provider/engine/types";
import { describeCallsAtRisk } from "../../../provider/resources/networkHandler/callsAtRisk";
import { node } from "../../support/engineObjects";

function service(replicas: number | "global", update: Partial<NonNullable<ServiceSpec["UpdateConfig"]>>): Service {
  const Mode = replicas === "global" ? { Global: {} } : { Replicated: { Replicas: replicas } };
  const UpdateConfig = { Parallelism: 1, ...update };
  return { ID: "a", Version: { Index: 1 }, Spec: { Name: "web", TaskTemplate: {}, Mode, UpdateConfig } };
}

function job(Mode: ServiceSpec["Mode"]): Service {
  return { ID: "a", Version: { Index: 1 }, Spec: { Name: "web", TaskTemplate: {}, Mode } };
}

const startFirst = { Order: "start-first" } as const;
const delay = { Delay: 5e9 };

test.each([
  ["one task that stops first", service(1, delay), "stopped"],
  ["one task that starts first", service(1, { ...startFirst, ...delay }), "delay"],
  ["two tasks, one by one, with a delay", service(2, delay), "nothing"],
  ["two tasks, one by one, without a delay", service(2, startFirst), "delay"],
  ["two tasks that stop at once", service(2, { ...delay, Parallelism: 2 }), "stopped"],
  ["two tasks that start at once", service(2, { ...startFirst, ...delay, Parallelism: 2 }), "delay"],
  ["all tasks at once", service("global", { Parallelism: 0 }), "stopped"],
  ["a task on each node, one by one, without a delay", service("global", {}), "delay"],
  ["no tasks", service(0, {}), "nothing"],
  ["the mode of a job", job({ ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 1 } }), "nothing"],
  ["the mode of a job on each node", job({ GlobalJob: {} }), "nothing"],
])("A service with %s has the right hint", (_, one, expected) => {
  const text = describeCallsAtRisk([one], []);
  expect([text.includes('no task of "web" runs'), text.includes('calls to "web" can fail')]).toEqual([
    expected === "stopped",
    expected === "delay",
  ]);
});

test("A service without an update config replaces one task at a time, without a delay", () => {
  const { Spec, ...rest } = service(2, {});
  const { UpdateConfig, ...bare } = Spec;
  expect(UpdateConfig).toBeDefined();
  expect(describeCallsAtRisk([{ ...rest, Spec: bare }], [])).toContain('Single calls to "web"');
});

const swarmOf = (...versions: string[]): Node[] =>
  versions.map((EngineVersion, i) => node(`node${i + 1}`, { Description: { Engine: { EngineVersion } } }));
const careful = service(2, { ...startFirst, ...delay });

test("Engines that can miss that a task stops are named, with their versions and the services", () => {
  expect(
    describeCallsAtRisk([careful, job({ GlobalJob: {} })], swarmOf("28.5.2", "29.3.0", "20.10.24", "28.5.2")),
  ).toBe(
    ' Nodes with Docker Engine 20.10.24, 28.5.2 can send single calls to a task of "web" that has just stopped ' +
      "(moby#41896). To avoid that, run Engine 29.2.1 or later on all nodes.",
  );
});

test.each([
  ["newer Engines", [careful], swarmOf("29.2.0", "29.3.0")],
  ["a single node", [careful], swarmOf("20.10.24")],
  ["a job", [job({ GlobalJob: {} })], swarmOf("20.10.24", "20.10.24")],
])("With %s, there is no such hint", (_, services, nodes) => {
  expect(describeCallsAtRisk(services, nodes)).toBe("");
});
