import { unknown } from "../../../swarm/draft";
import { windowsPlacement } from "../../../swarm/windows";

it.each([
  "node.platform.os==windows",
  "node.platform.os == Windows",
  "node.platform.os!=linux",
  "NODE.PLATFORM.OS==windows",
  "node.labels.os==windows",
  "node.labels.os == windows2022",
  "engine.labels.com.example.ostype==windows",
])("finds Windows in the constraint %j", (constraint) => {
  expect(windowsPlacement({ constraints: ["node.role==worker", constraint] })).toBe(constraint);
});

it.each([
  "node.platform.os==linux",
  "node.platform.os!=windows",
  "node.labels.os!=windows",
  "node.labels.team==windows",
  "node.hostname==windows",
  "node.labels.macos==windows",
])("finds none in the constraint %j", (constraint) => {
  expect(windowsPlacement({ constraints: [constraint] })).toBeUndefined();
});

it("finds Windows in a platform, in any case", () => {
  expect(windowsPlacement({ platforms: [{ os: "linux" }, { os: "Windows", architecture: "amd64" }] })).toBe(
    "platform Windows",
  );
  expect(windowsPlacement({ platforms: [{ os: "linux" }] })).toBeUndefined();
  expect(windowsPlacement(undefined)).toBeUndefined();
  expect(windowsPlacement({})).toBeUndefined();
});

it("waits for what is unknown, unless the rest says it already", () => {
  expect(windowsPlacement(unknown)).toBe(unknown);
  expect(windowsPlacement({ constraints: unknown })).toBe(unknown);
  expect(windowsPlacement({ constraints: [unknown] })).toBe(unknown);
  expect(windowsPlacement({ platforms: [{ os: unknown }] })).toBe(unknown);
  expect(windowsPlacement({ constraints: [unknown, "node.platform.os==windows"] })).toBe("node.platform.os==windows");
});
