import { cpus, loadavg, release, totalmem } from "node:os";
import type { Engine } from "../../provider/engine/engine";

/** The machine and how busy it is, in one sentence each. No host names and no paths. */
export async function describeMachine(engine: Engine): Promise<string> {
  const [version, nodes] = [await engine.version(), await engine.listNodes()];
  const cores = cpus();
  const load = loadavg()[0] ?? 0;
  const idle = load < cores.length / 4;
  return (
    `${cores.length} cores (${(cores[0]?.model ?? "unknown processor").trim()}), ` +
    `${Math.round(totalmem() / 2 ** 30)} GiB of memory, Linux ${release().split("-")[0] ?? ""}, ` +
    `Node.js ${process.version}, Docker Engine ${version.Version}, ${nodes.length} nodes of the lab on this machine. ` +
    (idle
      ? `The machine was idle before the run (load ${load.toFixed(1)}).`
      : `The machine was not idle: its load before the run was ${load.toFixed(1)} on ${cores.length} cores. Only the ` +
        `ratios can be compared with other runs, and with care.`)
  );
}
