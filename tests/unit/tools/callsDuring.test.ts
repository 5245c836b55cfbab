import { existsSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import perfHooks from "node:perf_hooks";
import { callsDuring } from "../../support/callsDuring";
import type { KernelLab } from "../../support/kernelLab";
import { checkout } from "../../support/lab";

const server: Server = createServer(({ url }, response) => {
  response.statusCode = url === "/broken" ? 500 : 200;
  response.end("fine");
});
let responds: string;
let broken: string;
let refuses: string;

async function listen(on: Server): Promise<string> {
  on.listen(0, "127.0.0.1");
  await once(on, "listening");
  return `http://127.0.0.1:${(on.address() as AddressInfo).port}/`;
}

beforeAll(async () => {
  responds = await listen(server);
  broken = `${responds}broken`;
  const closed = createServer();
  refuses = await listen(closed);
  closed.close();
});

const name = `unit-${process.pid}`;

afterAll(() => {
  server.close();
  // It is kept if a call fails.
  rmSync(join(checkout, ".tools", "log", `${name}.timeline`), { force: true });
});

let printed: jest.SpiedFunction<typeof process.stdout.write>;

beforeEach(() => {
  printed = jest.spyOn(process.stdout, "write").mockReturnValue(true);
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** A lab with the given time line. */
function labWith(timeLine: string): KernelLab {
  const record = (file: string): (() => Promise<void>) => {
    writeFileSync(file, timeLine);
    return () => Promise.resolve();
  };
  return { record } as unknown as KernelLab;
}

async function calls(urls: readonly (string | readonly string[])[], timeLine: string): Promise<string> {
  try {
    const { kind } = await callsDuring(labWith(timeLine), name, { kind: urls }, () => Promise.resolve());
    return `${kind.made} calls, ${kind.failures.length} failed`;
  } catch (error) {
    return (error as Error).message;
  }
}

const quiet = "1000.000 node1 start web.1\n";

test("Two addresses are both called, and a list is one address with an alternative", async () => {
  expect(await calls([responds, responds], quiet)).toBe("2 calls, 0 failed");
  expect(await calls([[responds, responds]], quiet)).toBe("1 calls, 0 failed");
});

test("An address that refuses a call fails the test, even if another one responds", async () => {
  expect(await calls([responds, refuses], quiet)).toMatch(/^Calls failed\.\nkind: 2 calls, 1 failed\n.*ECONNREFUSED/s);
});

test("An address that refuses a call is skipped if the list has another one", async () => {
  expect(await calls([[refuses, responds]], quiet)).toBe("1 calls, 0 failed");
});

test.each([
  ["a stall", "1001.000 stalled for 2100 ms\n", "s in which Docker's nodes must agree (1001.000: 2.1 s)"],
  ["a failed health check", "1001.000 node1 health_status: unhealthy web.1\n", "checks (1001.000: web.1 on node1)"],
])("After %s, the test is inconclusive, whether or not calls fail", async (_, line, reason) => {
  for (const urls of [[responds], [refuses]]) {
    const message = await calls(urls, quiet + line);
    expect(message).toMatch(/^Inconclusive: /);
    expect(message).toContain(reason);
  }
});

test("After a long pause of the test itself, it is inconclusive", async () => {
  const delays = { enable: jest.fn(), disable: jest.fn(), max: 57.5e9 };
  jest.spyOn(perfHooks, "monitorEventLoopDelay").mockReturnValue(delays as unknown as perfHooks.IntervalHistogram);
  expect(await calls([refuses], quiet)).toMatch(/^Inconclusive: .* for the test itself \(57\.5 s\)/);
  delays.max = 10e9;
  expect(await calls([responds], quiet)).toBe("1 calls, 0 failed");
});

test("A stall of two seconds or less, and a passed health check, change nothing", async () => {
  const timeLine = `${quiet}1001.000 stalled for 2000 ms\n1002.000 node1 health_status: healthy web.1\n`;
  expect(await calls([responds], timeLine)).toBe("1 calls, 0 failed");
});

/** A time line in which node2 missed so many seconds ago that a task of node1 stops, which ended 5 seconds later. */
function missed(secondsAgo: number, node = "node1", taskOfEnd = "web.1"): string {
  const at = (seconds: number): string => (Date.now() / 1000 - secondsAgo + seconds).toFixed(3);
  return (
    `${quiet}${at(0)} node2 missed a stop\n${at(2)} ${node} kill web.1\n` +
    `${at(9)} node1 kill web.2\n${at(5)} node1 die ${taskOfEnd}\n`
  );
}

test.each([
  ["between the signal and the end of the task", 4],
  ["while the other node has not heard of the end", 7.5],
])("Calls refused %s are the Engine's fault if a node missed the stop, and the time line stays", async (_, ago) => {
  expect(await calls([responds, refuses], missed(ago))).toBe("2 calls, 1 failed");
  expect(printed).toHaveBeenLastCalledWith(expect.stringContaining("1 of them at stopped tasks that a node"));
  expect(existsSync(join(checkout, ".tools", "log", `${name}.timeline`))).toBe(true);
});

test.each([
  ["a call refused before the signal", () => calls([refuses], missed(1))],
  ["a call refused long after the end", () => calls([refuses], missed(11))],
  ["a call refused long after a signal without an end", () => calls([refuses], missed(7, "node1", "web.3"))],
  ["a call to a task of the same node", () => calls([refuses], missed(4, "node2"))],
  ["another failure", () => calls([broken], missed(4))],
  ["a call that all of several addresses refused", () => calls([[refuses, refuses]], missed(4))],
])("A missed stop does not explain %s", async (_, made) => {
  expect(await made()).toMatch(/^Calls failed\./);
});
