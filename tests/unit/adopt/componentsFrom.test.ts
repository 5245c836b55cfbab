import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { componentsFrom } from "../../../adopt/componentsFrom";

let folder: string;
let root: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "components-"));
  root = join(folder, "node_modules/pulumi-swarm-networking");
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, "package.json"), JSON.stringify({ version: "1.2.3" }));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Writes what npm records about an installation. */
function record(resolved: string): void {
  const packages = { "node_modules/pulumi-swarm-networking": { version: "1.2.3", resolved } };
  writeFileSync(join(folder, "node_modules/.package-lock.json"), JSON.stringify({ packages }));
}

test("A package that was installed from a registry is a dependency by its version", () => {
  record("https://registry.example.com/pulumi-swarm-networking/-/pulumi-swarm-networking-1.2.3.tgz");
  expect(componentsFrom(root, join(folder, "shop"))).toBe("^1.2.3");
});

test("A package that was installed from an archive is a dependency on the same archive", () => {
  record("file:../pulumi-swarm-networking-1.2.3.tgz");
  expect(componentsFrom(root, join(folder, "shop"))).toBe("file:../../pulumi-swarm-networking-1.2.3.tgz");
});

test("A package that was installed from a Git repository is a dependency on the same commit", () => {
  record("git+ssh://git@git.example.com/platform/networking.git#0123abcd");
  expect(componentsFrom(root, join(folder, "shop"))).toBe(
    "git+ssh://git@git.example.com/platform/networking.git#0123abcd",
  );
});

test("A package without a record of npm is a dependency by its version", () => {
  expect(componentsFrom(root, join(folder, "shop"))).toBe("^1.2.3");
});

test("A checkout is a dependency by its folder", () => {
  expect(componentsFrom("/src/networking", "/src/shop")).toBe("file:../networking");
});
