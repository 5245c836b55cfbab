import { isInstruction, networkLabels, networkLabelsToWrite, swarmLabel } from "../../../swarm/swarmLabel";

test("Each label has a different key, in this project's namespace", () => {
  const keys = Object.values(swarmLabel).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.filter((key) => !/^swarm\.(?:network|ingress|node|run)\.[a-z-]+$/.test(key))).toEqual([]);
});

test("Only the instruction about published ports is not sent to the Engine", () => {
  const keys = Object.values(swarmLabel).map(({ key }) => key);
  expect(keys.filter(isInstruction)).toEqual(["swarm.ingress.on-published-ports"]);
  expect(isInstruction("com.example.team")).toBe(false);
  expect(isInstruction(undefined)).toBe(false);
});

test("A user can set the labels that policies read, and the instruction to the provider", () => {
  expect(networkLabelsToWrite).toEqual([
    "swarm.network.sensitive",
    "swarm.network.tier",
    "swarm.ingress.on-published-ports",
  ]);
});

test("The labels of networks do not include those of services and nodes", () => {
  expect(networkLabels).not.toContain(swarmLabel.suspendedPorts.key);
  expect(networkLabels).not.toContain(swarmLabel.formerNode.key);
  expect(networkLabels).toContain(swarmLabel.restoredFrom.key);
});
