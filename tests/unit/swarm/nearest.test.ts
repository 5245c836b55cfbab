import { nearest } from "../../../swarm/nearest";

const words = ["encrypted", "dsr", "com.docker.network.driver.mtu"];

test.each([
  ["encrypted", "encrypted"],
  ["Encrypted", "encrypted"],
  ["encrypte", "encrypted"],
  ["encyrpted", "encrypted"],
  ["drs", "dsr"],
  ["com.docker.network.drvier.mut", "com.docker.network.driver.mtu"],
])("For %j, the suggestion is %j", (text, word) => {
  expect(nearest(text, words)).toBe(word);
});

test.each(["", "x", "decrypt", "com.docker.network.bridge.name", "plain"])("For %j, there is no suggestion", (text) => {
  expect(nearest(text, words)).toBeUndefined();
});

test("The nearest of several words is suggested", () => {
  expect(nearest("swarm.network.tear", ["swarm.network.year", "swarm.network.tier"])).toBe("swarm.network.year");
});
