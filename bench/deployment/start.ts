import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { spreadOf, type Spread } from "./statistics";

/** What it takes until a process accepts calls. */
export interface Start {
  /** Seconds. */
  readonly provider: Spread;
  /** Seconds of a Node.js process that only prints a line. */
  readonly node: Spread;
  /** The memory of the provider then, in MiB. */
  readonly memory: number;
}

const starts = 10;

/** @param provider the file that Node.js runs */
export async function measureStart(provider: string): Promise<Start> {
  const samples: { readonly own: Started; readonly node: Started }[] = [];
  for (let i = 0; i < starts; i++) {
    const node = await start("-e", "console.log(1); setTimeout(() => {}, 60000);");
    samples.push({ node, own: await start(provider) });
  }
  return {
    provider: spreadOf(samples.map(({ own }) => own.seconds)),
    node: spreadOf(samples.map(({ node }) => node.seconds)),
    memory: spreadOf(samples.map(({ own }) => own.memory)).median,
  };
}

interface Started {
  readonly seconds: number;
  readonly memory: number;
}

/** Runs Node.js until it prints something. */
async function start(...args: string[]): Promise<Started> {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const seconds = (performance.now() - begin) / 1000;
  const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
  child.kill("SIGKILL");
  await once(child, "close");
  return { seconds, memory: Number(resident) / 1024 };
}
