import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { removeStale } from "../../../tools/bundle/removeStale";

const root = mkdtempSync(join(tmpdir(), "stale-"));

afterAll(() => {
  rmSync(root, { recursive: true });
});

test("A build removes the files of deleted and renamed sources, and keeps all others", () => {
  const sources = ["swarm/node.ts", "provider/schema.json", "inspect/topology/browser/page.css"];
  const current = [
    ...["swarm/node.js", "swarm/node.d.ts", "provider/schema.json", ".tsbuildinfo"],
    ...["bundle/audit.js", "bundle/audit.js.LEGAL.txt", "bundle/audit.js.map", "bundle/browser/page.css"],
  ];
  const stale = [
    ...["swarm/vertex.js", "swarm/vertex.d.ts", "gone/deep/old.js", "provider/old.json"],
    ...["bundle/check.js", "bundle/check.js.LEGAL.txt", "bundle/browser/old.css"],
  ];
  for (const path of [...sources, ...[...current, ...stale].map((file) => `dist/${file}`)]) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), "");
  }
  removeStale(root, ["audit"]);
  const left = readdirSync(join(root, "dist"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + "/dist/".length));
  expect(left.sort()).toEqual([...current].sort());
});
