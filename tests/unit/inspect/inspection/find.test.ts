import { findNetwork, findService } from "../../../../inspect/inspection/find";
import { UsageError } from "../../../../inspect/usageError";
import { overlay, service } from "../../../support/engineObjects";

const identity = (of: string): { Labels: Record<string, string> } => ({ Labels: { "swarm.network.identity": of } });
const networks = [
  overlay("abcdefgh1", { Name: "backend-1a2b3c4d", ...identity("shop/dev/backend") }),
  overlay("abcdefgh2", { Name: "edge-1a2b3c4d", ...identity("shop/dev/edge") }),
  overlay("xyz", { Name: "edge-5e6f7a8b", ...identity("shop/test/edge") }),
  overlay("q", { Name: "edgy" }),
];

test.each([
  ["the name in the swarm", "backend-1a2b3c4d", "abcdefgh1"],
  ["the name in the program", "backend", "abcdefgh1"],
  ["the id", "xyz", "xyz"],
  ["the beginning of the id", "abcdefgh2", "abcdefgh2"],
])("a network is found by %s", (_, term, id) => {
  expect(findNetwork(term, networks).Id).toBe(id);
});

test("a service is found by its name or the beginning of its id", () => {
  const services = [service("api-of-the-shop", []), service("web", [])];
  expect(findService("web", services).ID).toBe("web");
  expect(findService("api-o", services).ID).toBe("api-of-the-shop");
});

test.each([
  ["edge", `"edge" can be edge-1a2b3c4d, edge-5e6f7a8b. Give the whole name or id.`],
  ["abcdefgh", `"abcdefgh" can be backend-1a2b3c4d, edge-1a2b3c4d. Give the whole name or id.`],
  ["abc", `The swarm has no network "abc". It has backend-1a2b3c4d, edge-1a2b3c4d, edge-5e6f7a8b, edgy.`],
  [
    "",
    `Name a network or a service to show. The swarm has the networks backend-1a2b3c4d, edge-1a2b3c4d, edge-5e6f7a8b, edgy.`,
  ],
])("%j, which is no network or several, is refused with those that there are", (term, reason) => {
  expect(() => findNetwork(term, networks)).toThrow(new UsageError(reason));
});

test("where there is no service at all, it says so", () => {
  expect(() => findService("web", [])).toThrow(new UsageError(`The swarm has no service "web". It has no services.`));
});
