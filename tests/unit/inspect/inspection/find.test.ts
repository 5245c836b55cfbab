import { findNetwork, findService } from "../../../../inspect/inspection/find";
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
])("A network is found by %s", (_, term, id) => {
  expect(findNetwork(term, networks).Id).toBe(id);
});

test("A service is found by its name or the beginning of its id", () => {
  const services = [service("api-of-the-shop", []), service("web", [])];
  expect(findService("web", services).ID).toBe("web");
  expect(findService("api-o", services).ID).toBe("api-of-the-shop");
});

test.each([
  ["edge", `"edge" matches edge-1a2b3c4d, edge-5e6f7a8b. Use the whole name or ID.`],
  ["abcdefgh", `"abcdefgh" matches backend-1a2b3c4d, edge-1a2b3c4d. Use the whole name or ID.`],
  ["abc", `The swarm has no network "abc". It has backend-1a2b3c4d, edge-1a2b3c4d, edge-5e6f7a8b, edgy.`],
  [
    "",
    "Set --network or --service to the name of what to show. " +
      "The swarm has the networks backend-1a2b3c4d, edge-1a2b3c4d, edge-5e6f7a8b, edgy.",
  ],
])("%j matches no network or several, and the error lists the candidates", (term, reason) => {
  expect(() => findNetwork(term, networks)).toThrow(new Error(reason));
});

test("The error for an unknown service says if the swarm has no services", () => {
  expect(() => findService("web", [])).toThrow(new Error(`The swarm has no service "web". It has no services.`));
});
