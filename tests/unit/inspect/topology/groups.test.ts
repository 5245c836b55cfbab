import { groupsOf } from "../../../../inspect/topology/groups";
import { composeTopology } from "../../../../inspect/topology/composeTopology";
import type { Topology } from "../../../../inspect/topology/topology";
import { overlay, service } from "../../../support/engineObjects";
import { generatedTopology } from "./swarms";

function swarmOf(attachments: Readonly<Record<string, readonly string[]>>): Topology {
  return composeTopology("h", {
    networks: [...new Set(Object.values(attachments).flat())].map((id) => overlay(id)),
    services: Object.entries(attachments).map(([name, networks]) => service(name, networks)),
    tasks: [],
    nodes: [],
    bridges: new Map(),
  });
}

test("services on the same networks, in whatever order, are one group", () => {
  const { groups, shared } = groupsOf(swarmOf({ a: ["x", "y"], b: ["y", "x"], c: ["x"], d: [] }));
  expect(groups.map(({ networks, services }) => [networks, services.map(({ name }) => name)])).toEqual([
    [
      ["x", "y"],
      ["a", "b"],
    ],
    [["x"], ["c"]],
    [[], ["d"]],
  ]);
  expect([...shared]).toEqual([]);
});

test.each([
  [8, []],
  [9, ["hub"]],
])("a network with %i groups is shared by many: %j", (count, expected) => {
  const attachments = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`s${index}`, ["hub", `own${index}`]]),
  );
  expect([...groupsOf(swarmOf(attachments)).shared]).toEqual(expected);
});

test("among more than a hundred groups four are many", () => {
  const attachments = Object.fromEntries(
    Array.from({ length: 101 }, (_, index) => [`s${index}`, [...(index < 4 ? ["hub"] : []), `own${index}`]]),
  );
  expect([...groupsOf(swarmOf(attachments)).shared]).toEqual(["hub"]);
});

test("300 services need some ninety groups, and each is in exactly one", () => {
  const topology = generatedTopology(300, 5);
  const { groups, shared } = groupsOf(topology);
  expect(groups).toHaveLength(94);
  expect(groups.flatMap(({ services }) => services.map(({ id }) => id)).sort()).toEqual(
    topology.services.map(({ id }) => id).sort(),
  );
  expect([...shared]).toEqual(["proxy"]);
});
