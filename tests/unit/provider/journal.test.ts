import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../../provider/engine/engine";
import { journalFolder } from "../../../provider/journal/folder";
import { createFormat } from "../../../provider/journal/entry";
import { FolderStore } from "../../../provider/journal/folderStore";
import { Journal, type CreationJournal } from "../../../provider/journal/journal";
import { isLeftover } from "../../../provider/journal/leftover";

const urn = "urn:pulumi:dev::shop::docker:index/network:Network::backend";
const { signal } = new AbortController();

/** The part of an Engine that a journal needs. Its clock is an hour ahead. */
function engineOf(swarm: string): Engine {
  const info = (): Promise<unknown> =>
    Promise.resolve({
      ID: "daemon",
      SystemTime: new Date(Date.now() + 3_600_000).toISOString(),
      Swarm: { ControlAvailable: true, Cluster: { ID: swarm } },
    });
  return { info } as unknown as Engine;
}

const engine = engineOf("swarm1");
let folder: string;
let warnings: string[];

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "journal-")), "docker-journal");
  warnings = [];
});

afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

/** A provider's journal. */
function open(backend = ""): Journal {
  return new Journal(new FolderStore(folder, createFormat), backend);
}

function of(journal: Journal, resource = urn, where = engine): CreationJournal {
  return journal.of(resource, where, signal, (message) => warnings.push(message));
}

async function files(): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

test("A create without an answer is a leftover for the next provider, within a period of the Engine", async () => {
  const before = Date.now() + 3_600_000;
  await of(open()).announce("backend-1");
  const leftover = await of(open()).leftover("backend-1");
  expect(leftover?.name).toBe("backend-1");
  expect(Math.abs((leftover?.from ?? 0) - before + 60_000)).toBeLessThan(5000);
  expect(Math.abs((leftover?.to ?? 0) - before - 120_000)).toBeLessThan(5000);
});

test.each<[string, { name?: string; resource?: string; where?: Engine; backend?: string }]>([
  ["another name", { name: "other" }],
  ["another resource", { resource: `${urn}2` }],
  ["another swarm", { where: engineOf("swarm2") }],
  ["another backend", { backend: "file:///elsewhere" }],
])("It is not a leftover for %s", async (_, { name = "backend-1", resource = urn, where = engine, backend = "" }) => {
  await of(open()).announce("backend-1");
  expect(await of(open(backend), resource, where).leftover(name)).toBe(undefined);
});

test("It is not a leftover for the provider that announced it, which knows the result", async () => {
  const journal = open();
  await of(journal).announce("backend-1");
  expect(await of(journal).leftover("backend-1")).toBe(undefined);
});

test("A withdrawn record is deleted", async () => {
  const journal = of(open());
  await journal.announce("backend-1");
  await journal.withdraw("backend-1");
  expect(await files()).toEqual([]);
});

test("When the next provider announces it again, the period still starts with the first request", async () => {
  await of(open()).announce("backend-1");
  const first = await of(open()).leftover("backend-1");
  await new Promise((resolve) => setTimeout(resolve, 20));
  await of(open()).announce("backend-1");
  const second = await of(open()).leftover("backend-1");
  expect(second?.from).toBe(first?.from);
  expect(second?.to).toBeGreaterThan(first?.to ?? Infinity);
});

test("An object whose id the CLI has stays a leftover if the CLI dies, but not after an orderly shutdown", async () => {
  const killed = open();
  await of(killed).announce("backend-1");
  await killed.recordId(urn, "id1");
  expect((await of(open()).leftover("backend-1"))?.name).toBe("backend-1");
  const ended = open();
  await of(ended).announce("backend-1");
  await ended.recordId(urn, "id1");
  await ended.close();
  expect(await files()).toEqual([]);
});

test("An orderly shutdown keeps the records of objects whose ids the CLI does not have", async () => {
  const journal = open();
  await of(journal).announce("backend-1");
  await journal.close();
  expect(await files()).toHaveLength(1);
});

test("An object to which the CLI refers by id is in its state, and is not a leftover any more", async () => {
  const killed = open();
  await of(killed).announce("backend-1");
  await killed.recordId(urn, "id1");
  const next = open();
  await next.confirm(urn, "id0");
  expect(await files()).toHaveLength(1);
  await next.confirm(urn, "id1");
  expect(await files()).toEqual([]);
});

test("A create finds objects that interrupted creates of the same resource made under other names", async () => {
  await of(open()).announce("secret-1");
  await of(open()).announce("secret-2");
  await of(open(), `${urn}2`).announce("secret-3");
  const others = await open().leftoversBeside(urn, "secret-2", engine, signal);
  expect(others.map(({ name }) => name)).toEqual(["secret-1"]);
});

test("A stack's leftovers are the objects whose ids the CLI does not have", async () => {
  const killed = open();
  await of(killed).announce("backend-1");
  await of(killed, `${urn}2`).announce("backend-2");
  await killed.recordId(`${urn}2`, "id2");
  await of(killed, urn.replace("dev", "prod")).announce("backend-3");
  const found = await open().leftoversOf("urn:pulumi:dev::shop", engine, signal);
  expect(found.map(([resource, { name }]) => [resource, name])).toEqual([[urn, "backend-1"]]);
});

test("An object that a forced replacement has taken over from itself is recognized", async () => {
  await of(open()).announce("backend-1");
  const next = open();
  await of(next).announce("backend-1");
  expect(next.isTakenOver(urn, "id1")).toBe(false);
  await next.recordId(urn, "id1");
  expect([next.isTakenOver(urn, "id1"), next.isTakenOver(urn, "id0")]).toEqual([true, false]);
});

test("Only the owner can read an entry, which contains only names and times", async () => {
  await of(open()).announce("backend-1");
  const [file = ""] = await files();
  const path = join(folder, file);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  const entry = JSON.parse(await readFile(path, "utf8")) as object;
  expect(Object.keys(entry).sort()).toEqual(
    ["backend", "began", "from", "host", "name", "pid", "place", "session", "to", "urn"].sort(),
  );
});

test("A file that is not an entry is ignored", async () => {
  await of(open()).announce("backend-1");
  await writeFile(join(folder, "broken.json"), '{"urn":');
  await writeFile(join(folder, "other.json"), '{"urn":"x"}');
  expect((await of(open()).leftover("backend-1"))?.name).toBe("backend-1");
  expect(await open().leftoversBeside(urn, "backend-1", engine, signal)).toEqual([]);
});

test("A temporary file whose writer died is removed after a while", async () => {
  await of(open()).announce("backend-1");
  await writeFile(join(folder, "old.temporary"), "{");
  await writeFile(join(folder, "new.temporary"), "{");
  await utimes(join(folder, "old.temporary"), 0, 0);
  await open().confirm(urn, "id1");
  expect((await files()).filter((name) => name.endsWith(".temporary"))).toEqual(["new.temporary"]);
});

test("A folder that cannot be used causes a warning, not a failure", async () => {
  await writeFile(folder, "a file");
  const journal = of(open());
  await journal.announce("backend-1");
  expect(await journal.leftover("backend-1")).toBe(undefined);
  expect(warnings.map((message) => message.slice(0, 94))).toEqual([
    "The provider's journal cannot be used, so an interrupted update may leave objects behind: ENOT",
    "The provider's journal cannot be used, so an interrupted update may leave objects behind: ENOT",
  ]);
});

test("An object with the name is the leftover if it was created within the period", () => {
  const leftover = {
    name: "backend-1",
    from: Date.parse("2030-01-01T00:00:00Z"),
    to: Date.parse("2030-01-01T00:03:00Z"),
  };
  const times = ["2029-12-31T23:59:59Z", "2030-01-01T00:01:00.123456789Z", "2030-01-01T00:03:01Z", undefined, "never"];
  expect(times.map((time) => isLeftover(leftover, time))).toEqual([false, true, false, false, false]);
});

test("The journal is in the CLI's own folder; without a home directory there is none", () => {
  expect(journalFolder({ PULUMI_HOME: "/p", HOME: "/h" })).toBe("/p/docker-journal");
  expect(journalFolder({ PULUMI_HOME: "", HOME: "/h" })).toBe("/h/.pulumi/docker-journal");
  expect(journalFolder({ USERPROFILE: "/u" })).toBe("/u/.pulumi/docker-journal");
  expect(journalFolder({})).toBe(undefined);
});
