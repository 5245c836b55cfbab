import { nearest } from "../../../swarm/nearest";

const words = ["encrypted", "dsr", "com.docker.network.driver.mtu"];

it.each([
  ["encrypted", "encrypted"],
  ["Encrypted", "encrypted"],
  ["encrypte", "encrypted"],
  ["encyrpted", "encrypted"],
  ["drs", "dsr"],
  ["com.docker.network.drvier.mut", "com.docker.network.driver.mtu"],
])("suggests for %j the word %j", (text, word) => {
  expect(nearest(text, words)).toBe(word);
});

it.each(["", "x", "decrypt", "com.docker.network.bridge.name", "plain"])("suggests no word for %j", (text) => {
  expect(nearest(text, words)).toBeUndefined();
});

it("suggests the nearest of several words", () => {
  expect(nearest("swarm.network.tear", ["swarm.network.year", "swarm.network.tier"])).toBe("swarm.network.year");
});
