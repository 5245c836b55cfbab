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

test("Services with the same networks, in any order, form one group", () => {
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
])("A network with %i groups counts as shared by many: %j", (count, expected) => {
  const attachments = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`s${index}`, ["hub", `own${index}`]]),
  );
  expect([...groupsOf(swarmOf(attachments)).shared]).toEqual(expected);
});

test("With more than a hundred groups, a network with four groups counts as shared by many", () => {
  const attachments = Object.fromEntries(
    Array.from({ length: 101 }, (_, index) => [`s${index}`, [...(index < 4 ? ["hub"] : []), `own${index}`]]),
  );
  expect([...groupsOf(swarmOf(attachments)).shared]).toEqual(["hub"]);
});

test("300 services form about ninety groups, and each service is in exactly one", () => {
  const topology = generatedTopology(300, 5);
  const { groups, shared } = groupsOf(topology);
  expect(groups).toHaveLength(94);
  expect(groups.flatMap(({ services }) => services.map(({ id }) => id)).sort()).toEqual(
    topology.services.map(({ id }) => id).sort(),
  );
  expect([...shared]).toEqual(["proxy"]);
});
