import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine } from "../../provider/engine/engine";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";

// An ssh command of the test stands for the one of the machine. A real server is in tests/live/hosts.test.ts.
const folder = mkdtempSync(join(tmpdir(), "swarm-ssh-"));
const attempts = join(folder, "attempts");
const { PATH = "" } = process.env;
let fake: FakeEngine;

beforeEach(async () => {
  fake = await FakeEngine.start();
  writeFileSync(attempts, "");
});

afterEach(() => fake.stop());

afterAll(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true });
});

/** Puts an ssh command first on PATH that ends with a message a number of times, and then connects to the Engine. */
function useSsh(failures: number, message: string): void {
  const socket = fake.host.slice("unix://".length);
  writeFileSync(
    join(folder, "ssh"),
    `#!${process.execPath}
    const { appendFileSync, statSync } = require("node:fs");
    appendFileSync(${JSON.stringify(attempts)}, ".");
    if (statSync(${JSON.stringify(attempts)}).size <= ${failures}) {
      console.error(${JSON.stringify(message)});
      process.exit(255);
    }
    const socket = require("node:net").connect(${JSON.stringify(socket)});
    process.stdin.pipe(socket).pipe(process.stdout);
    `,
  );
  chmodSync(join(folder, "ssh"), 0o700);
  process.env.PATH = `${folder}:${PATH}`;
}

const closed = "kex_exchange_identification: Connection closed by remote host\nConnection closed by 192.0.2.1 port 22";

test("A request that an ssh server did not let through is sent again, also one that changes something", async () => {
  useSsh(2, closed);
  const engine = new Engine({ host: "ssh://root@manager" });

  await engine.createPayload("configs", { Name: "site", Data: "" });

  expect((await engine.listPayloads("configs")).map(({ Spec }) => Spec.Name)).toEqual(["site"]);
  expect(fake.requests.filter(({ method, path }) => method === "POST" && path.endsWith("/create"))).toHaveLength(1);
});

test("A server that turns every connection away is named with the setting that allows more", async () => {
  useSsh(100, closed);

  await expect(new Engine({ host: "ssh://root@manager" }).listNetworks()).rejects.toThrow(
    /kex_exchange_identification: Connection closed by remote host[^]*'MaxStartups'/,
  );
  expect(readFileSync(attempts, "utf8").length).toBeGreaterThan(3);
});

test("A login that is refused is not tried again", async () => {
  useSsh(100, "root@manager: Permission denied (publickey).");

  await expect(new Engine({ host: "ssh://root@manager" }).listNetworks()).rejects.toThrow(/Permission denied/);
  // The first request finds out the version in two ways.
  expect(readFileSync(attempts, "utf8").length).toBeLessThanOrEqual(2);
});
