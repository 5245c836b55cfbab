import { unknown } from "../../../swarm/draft";
import { isWindowsImage, windowsPlacement } from "../../../swarm/windows";

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
])("does not find Windows in the constraint %j", (constraint) => {
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

it("is unknown while a part is unknown, unless a known part names Windows", () => {
  expect(windowsPlacement(unknown)).toBe(unknown);
  expect(windowsPlacement({ constraints: unknown })).toBe(unknown);
  expect(windowsPlacement({ constraints: [unknown] })).toBe(unknown);
  expect(windowsPlacement({ platforms: [{ os: unknown }] })).toBe(unknown);
  expect(windowsPlacement({ constraints: [unknown, "node.platform.os==windows"] })).toBe("node.platform.os==windows");
});

it.each([
  ["mcr.microsoft.com/windows/nanoserver:ltsc2022", true],
  ["mcr.microsoft.com/dotnet/aspnet:8.0-nanoserver-ltsc2022", true],
  ["golang:1.23-windowsservercore", true],
  ["registry.example.com/shop/windows-of-the-house:1", false],
  ["nginx:1.27", false],
])("answers whether the image %j is made for Windows with %j", (image, isWindows) => {
  expect(isWindowsImage(image)).toBe(isWindows);
});
