import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkout } from "../support/lab";

// A fresh clone of a project whose only package is a folder in it, so that no registry is needed.
const root = mkdtempSync(join(tmpdir(), "install-"));

beforeAll(() => {
  mkdirSync(join(root, "tools"));
  mkdirSync(join(root, "part"));
  cpSync(join(checkout, "tools/installPackages.mjs"), join(root, "tools/installPackages.mjs"));
  writeFileSync(join(root, "part/package.json"), JSON.stringify({ name: "part", version: "1.0.0" }));
  const manifest = { name: "clone", version: "1.0.0", dependencies: { part: "file:part" } };
  writeFileSync(join(root, "package.json"), JSON.stringify(manifest));
  const packages = {
    "": manifest,
    "node_modules/part": { resolved: "part", link: true },
    part: { name: "part", version: "1.0.0" },
  };
  writeLock({ name: "clone", version: "1.0.0", lockfileVersion: 3, packages });
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

function writeLock(lock: object): void {
  writeFileSync(join(root, "package-lock.json"), JSON.stringify(lock));
}

function install(): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ["tools/installPackages.mjs"], { cwd: root, encoding: "utf8" });
}

test("A fresh clone gets the packages of package-lock.json, and a second run does nothing", () => {
  const first = install();
  expect([first.status, first.stderr]).toEqual([0, ""]);
  expect(first.stdout).toContain("installing the npm packages");
  expect(existsSync(join(root, "node_modules/part/package.json"))).toBe(true);
  expect(install()).toMatchObject({ status: 0, stdout: "", stderr: "" });
});

test("A result of the compiler is removed if packages were installed after it, and kept otherwise", () => {
  const results = ["dist/.tsbuildinfo", "node_modules/.cache/types.tsbuildinfo"].map((file) => join(root, file));
  for (const result of results) {
    mkdirSync(dirname(result), { recursive: true });
    writeFileSync(result, "{}");
  }
  const installed = new Date("2026-01-02");
  const remainingAt = (time: string): boolean[] => {
    for (const result of results) utimesSync(result, new Date(time), new Date(time));
    utimesSync(join(root, "node_modules/.package-lock.json"), installed, installed);
    expect(install()).toMatchObject({ status: 0, stdout: "", stderr: "" });
    return results.map((result) => existsSync(result));
  };
  expect(remainingAt("2026-01-03")).toEqual([true, true]);
  expect(remainingAt("2026-01-01")).toEqual([false, false]);
});

test("A failed installation names the log and ends with an error", () => {
  const packages = { "": {}, "node_modules/gone": { version: "1.0.0", resolved: "file:gone.tgz" } };
  writeLock({ name: "clone", version: "1.0.0", lockfileVersion: 3, packages });
  const { status, stderr } = install();
  expect(status).toBe(1);
  expect(stderr).toContain(`npm ci failed; the full log is ${join(root, ".tools/log/npm.log")}`);
});
