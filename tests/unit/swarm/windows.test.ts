import { unknown } from "../../../swarm/draft";
import { isWindowsImage, windowsPlacement } from "../../../swarm/windows";

test.each([
  "node.platform.os==windows",
  "node.platform.os == Windows",
  "node.platform.os!=linux",
  "NODE.PLATFORM.OS==windows",
  "node.labels.os==windows",
  "node.labels.os == windows2022",
  "engine.labels.com.example.ostype==windows",
])("The constraint %j places tasks on Windows nodes", (constraint) => {
  expect(windowsPlacement({ constraints: ["node.role==worker", constraint] })).toBe(constraint);
});

test.each([
  "node.platform.os==linux",
  "node.platform.os!=windows",
  "node.labels.os!=windows",
  "node.labels.team==windows",
  "node.hostname==windows",
  "node.labels.macos==windows",
])("The constraint %j does not place tasks on Windows nodes", (constraint) => {
  expect(windowsPlacement({ constraints: [constraint] })).toBeUndefined();
});

test("A Windows platform is found in any case", () => {
  expect(windowsPlacement({ platforms: [{ os: "linux" }, { os: "Windows", architecture: "amd64" }] })).toBe(
    "platform Windows",
  );
  expect(windowsPlacement({ platforms: [{ os: "linux" }] })).toBeUndefined();
  expect(windowsPlacement(undefined)).toBeUndefined();
  expect(windowsPlacement({})).toBeUndefined();
});

test("The result is unknown while a part is unknown, unless a known part selects Windows", () => {
  expect(windowsPlacement(unknown)).toBe(unknown);
  expect(windowsPlacement({ constraints: unknown })).toBe(unknown);
  expect(windowsPlacement({ constraints: [unknown] })).toBe(unknown);
  expect(windowsPlacement({ platforms: [{ os: unknown }] })).toBe(unknown);
  expect(windowsPlacement({ constraints: [unknown, "node.platform.os==windows"] })).toBe("node.platform.os==windows");
});

test.each([
  ["mcr.microsoft.com/windows/nanoserver:ltsc2022", true],
  ["mcr.microsoft.com/dotnet/aspnet:8.0-nanoserver-ltsc2022", true],
  ["golang:1.23-windowsservercore", true],
  ["registry.example.com/shop/windows-of-the-house:1", false],
  ["nginx:1.27", false],
])("The check whether the image %j is made for Windows returns %j", (image, isWindows) => {
  expect(isWindowsImage(image)).toBe(isWindows);
});
