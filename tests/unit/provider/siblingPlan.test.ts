import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlannedResource } from "../../../provider/handler/updatePlan";
import { SiblingPlan } from "../../../provider/server/siblingPlan";

const type = "docker:index/network:Network";
const resource: PlannedResource = {
  urn: `urn:pulumi:dev::shop::${type}::backend`,
  type,
  logicalName: "backend",
  id: undefined,
  isReplacement: false,
  inputs: { name: "backend", note: "s3cret" },
};

let folder: string;
let shared: string;
const plan = (): SiblingPlan => new SiblingPlan(() => "a run", folder);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "siblings-"));
  shared = join(folder, `pulumi-docker-preview-${process.getuid?.() ?? "user"}`);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("A process learns what another one plans, without its secrets, until that one ends", () => {
  const [one, other] = [plan(), plan()];
  one.share(resource, { note: true });
  expect(one.planned(type)).toEqual([]);
  expect(JSON.stringify(other.planned(type))).toContain('"name":"backend"');
  expect(JSON.stringify(other.planned(type))).not.toContain("s3cret");
  one.close();
  expect(other.planned(type)).toEqual([]);
});

test("A folder to which other users have access is neither written nor read", () => {
  const [one, other] = [plan(), plan()];
  one.share(resource, undefined);
  chmodSync(shared, 0o777);
  expect(other.planned(type)).toEqual([]);

  rmSync(shared, { recursive: true });
  mkdirSync(shared);
  chmodSync(shared, 0o777);
  plan().share(resource, undefined);
  expect(readdirSync(shared, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())).toEqual([]);
});
