import { isInstruction, networkLabels, networkLabelsToWrite, swarmLabel } from "../../../swarm/swarmLabel";

it("gives each label a key of its own, in this project's namespace", () => {
  const keys = Object.values(swarmLabel).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.filter((key) => !/^swarm\.(?:network|ingress|node)\.[a-z-]+$/.test(key))).toEqual([]);
});

it("keeps only the instruction about published ports from the Engine", () => {
  const keys = Object.values(swarmLabel).map(({ key }) => key);
  expect(keys.filter(isInstruction)).toEqual(["swarm.ingress.on-published-ports"]);
  expect(isInstruction("com.example.team")).toBe(false);
  expect(isInstruction(undefined)).toBe(false);
});

it("lets a user write the labels that policies read and the instruction to the provider", () => {
  expect(networkLabelsToWrite).toEqual([
    "swarm.network.sensitive",
    "swarm.network.tier",
    "swarm.ingress.on-published-ports",
  ]);
});

it("does not count the labels of services and nodes among those of networks", () => {
  expect(networkLabels).not.toContain(swarmLabel.suspendedPorts.key);
  expect(networkLabels).not.toContain(swarmLabel.formerNode.key);
  expect(networkLabels).toContain(swarmLabel.restoredFrom.key);
});
