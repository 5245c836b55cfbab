import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serviceHandler } from "../../provider/resources/service/service";
import type { WireObject } from "../../provider/server/wire";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { failureOf, marks, ProviderClient } from "../support/providerClient";

const type = "docker:index/service:Service";

interface Event {
  readonly name: string;
  readonly cat: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur?: number;
  readonly tid: number;
  readonly args: Readonly<Record<string, unknown>>;
}

let engine: FakeEngine;
let provider: ProviderClient;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "swarm-trace-"));
  engine = await FakeEngine.start({ startMs: 400, stopMs: 400 });
  provider = await ProviderClient.start({
    handlers: [serviceHandler],
    environment: { SWARM_PROVIDER_TRACE: join(folder, "trace") },
  });
  await provider.configure({ host: engine.host });
});

afterEach(async () => {
  await provider.stop();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

const inputs: WireObject = {
  name: "web",
  taskSpec: { containerSpec: { image: "web:1", env: { TOKEN: marks.secret("hush-token") } } },
  auth: { serverAddress: "registry.example.com", username: "robot", password: "hush-password" },
};

/** The text of the only trace, which the provider has not closed yet. */
function trace(): string {
  const [file = "", ...others] = readdirSync(join(folder, "trace"));
  expect(others).toEqual([]);
  return readFileSync(join(folder, "trace", file), "utf8");
}

function events(): Event[] {
  return JSON.parse(trace()) as Event[];
}

async function createAndDelete(name = "web"): Promise<void> {
  const { id, state = {} } = await provider.create({ type, name, inputs: { ...inputs, name } });
  await provider.delete({ type, name, id, state });
}

test("A trace shows operations, Engine calls with their results, and waits with their ends", async () => {
  await createAndDelete();
  const spans = events()
    .filter(({ ph }) => ph === "X")
    .map(({ cat, name, args: { ended } }) => [cat, name, ended]);
  expect(spans).toEqual(
    expect.arrayContaining([
      ["operation", "create Service web", undefined],
      ["engine", "POST /services/create", "HTTP 201"],
      ["wait", "wait for its tasks to run", "ready"],
      ["operation", "delete Service web", undefined],
      ["wait", "wait for the tasks of removed services to stop", "ready"],
    ]),
  );
});

test("The Engine calls of an operation lie within it, in its rows", async () => {
  await createAndDelete();
  const all = events();
  const create = all.find(({ name }) => name === "create Service web");
  const calls = all.filter(({ cat, tid }) => cat === "engine" && Math.floor(tid / 100) === (create?.tid ?? 0) / 100);
  expect(calls.length).toBeGreaterThan(3);
  const { ts = 0, dur = 0 } = create ?? {};
  expect(calls.filter((call) => call.ts < ts || call.ts + (call.dur ?? 0) > ts + dur)).toEqual([]);
});

test("Engine calls that run at the same time have different rows", async () => {
  await createAndDelete();
  const calls = events().filter(({ cat }) => cat === "engine");
  const overlaps = calls.filter((call, i) =>
    calls
      .slice(i + 1)
      .some(
        (other) =>
          other.tid === call.tid && other.ts < call.ts + (call.dur ?? 0) && call.ts < other.ts + (other.dur ?? 0),
      ),
  );
  expect(overlaps).toEqual([]);
  expect(new Set(calls.map(({ tid }) => tid % 100)).size).toBeGreaterThan(1);
});

test("A trace shows each repetition of a request, with the reason", async () => {
  engine.fail({ method: "GET", path: /services\/web/, answer: "lost" });
  await createAndDelete();
  const retries = events().filter(({ cat }) => cat === "retry");
  expect(retries.map(({ name, args }) => [name, args])).toEqual([
    ["GET /services/web", { pauseMs: 50, because: "ECONNRESET" }],
  ]);
});

test("A trace contains no secrets, not even in names", async () => {
  engine.fail({ method: "POST", path: /create/, answer: { status: 500, message: "hush-token is not a token" } });
  const secretName = { ...inputs, name: marks.secret("hush-name") };
  await failureOf(provider.create({ type, name: "web", inputs: secretName }));
  await createAndDelete();
  expect(trace()).toContain("GET /services/[secret]");
  expect(trace()).not.toContain("hush");
});
