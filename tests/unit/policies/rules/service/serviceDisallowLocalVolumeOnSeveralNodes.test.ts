import { serviceDisallowLocalVolumeOnSeveralNodes as policy } from "../../../../../policies/rules/service/serviceDisallowLocalVolumeOnSeveralNodes";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

type Said = ReturnType<typeof evaluateService>;

const named = { type: "volume", source: "db", target: "/data" };
const mounting = (mount: object, props: object = {}, constraints: readonly unknown[] = [], settings = {}): Said =>
  evaluateService(
    policy,
    { taskSpec: { containerSpec: { mounts: [mount] }, placement: { constraints } }, ...props },
    settings,
  );

const refusal: Said = {
  violations: [
    'Service "api" has a volume of the local driver (taskSpec.containerSpec.mounts[0]), but its tasks can move to ' +
      "another node, where the volume is empty. Add a constraint such as node.hostname==node1 or " +
      "node.labels.NAME==true to taskSpec.placement.constraints, or use a volume that all nodes reach.",
  ],
};

test("A local volume is refused on a service that can run on several nodes", () => {
  expect(mounting(named)).toEqual(refusal);
  expect(mounting({ ...named, volumeOptions: { driverName: "local" } })).toEqual(refusal);
  expect(mounting({ ...named, volumeOptions: { driverOptions: { type: "ext4" } } })).toEqual(refusal);
  expect(mounting(named, { mode: { replicated: { replicas: 1 } } })).toEqual(refusal);
});

test.each(["node.role==manager", "node.hostname!=node1", "node.platform.os==linux"])(
  "The constraint %s does not tie a service to a node",
  (constraint) => {
    expect(mounting(named, {}, [constraint])).toEqual(refusal);
  },
);

test.each(["node.hostname == node1", "node.id==x", "node.labels.db==true", "engine.labels.disk==ssd"])(
  "The constraint %s ties a service to a node",
  (constraint) => {
    expect(mounting(named, {}, ["node.role==worker", constraint])).toEqual(silent);
  },
);

test("Other mounts, global services and a swarm with one node pass", () => {
  expect(mounting({ type: "bind", source: "/srv/db", target: "/data" })).toEqual(silent);
  expect(mounting({ type: "tmpfs", target: "/tmp" })).toEqual(silent);
  expect(mounting({ type: "volume", target: "/tmp" })).toEqual(silent);
  expect(mounting({ ...named, source: unknownText })).toEqual(silent);
  expect(mounting({ ...named, volumeOptions: { driverName: "rexray" } })).toEqual(silent);
  expect(mounting({ ...named, volumeOptions: { driverOptions: { type: "nfs4" } } })).toEqual(silent);
  expect(mounting(named, { mode: { global: true } })).toEqual(silent);
  expect(mounting(named, {}, [], { nodes: 1 })).toEqual(silent);
  expect(mounting(named, {}, [], { nodes: 2 })).toEqual(refusal);
});

test("An unknown constraint or mode leaves the verdict open", () => {
  expect(mounting(named, {}, [unknownText])).toEqual(undecided("", "taskSpec.placement.constraints[0]"));
  expect(mounting(named, { mode: unknownText })).toEqual(undecided("", "mode"));
});
