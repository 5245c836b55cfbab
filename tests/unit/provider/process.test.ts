import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { isAlive, thisProcess, waitForProcess, writerIn } from "../../../provider/journal/process";

test("Another process of this machine is alive until it ends", async () => {
  const other = spawn("sleep", ["60"]);
  const writer = { pid: other.pid ?? 0, ...(thisProcess.host !== undefined && { host: thisProcess.host }) };
  expect(isAlive(writer)).toBe(true);
  const ended = once(other, "exit");
  const waiting = waitForProcess(writer);
  other.kill("SIGKILL");
  await Promise.all([ended, waiting]);
  expect(isAlive(writer)).toBe(false);
});

test("This process does not wait for itself", () => {
  expect(isAlive(thisProcess)).toBe(false);
});

test("A process of another machine counts as ended", () => {
  expect(isAlive({ pid: process.ppid, host: "runner-7" })).toBe(false);
});

test("A process or a thread that has got the id later is not the writer", () => {
  expect(isAlive({ ...thisProcess, pid: 1 })).toBe(false);
  const [thread = 0] = readdirSync("/proc/self/task")
    .map(Number)
    .filter((id) => id !== process.pid);
  expect(isAlive({ ...thisProcess, pid: thread, began: "0" })).toBe(false);
});

test.each([[{}], [{ pid: "7" }], [{ pid: 7, host: 1 }], [{ pid: 7, began: 1 }]])("%j names no writer", (parsed) => {
  expect(writerIn(parsed)).toBeUndefined();
});

test("A writer of a former version has a process id alone", () => {
  expect(writerIn({ pid: 7 })).toEqual({ pid: 7 });
});
