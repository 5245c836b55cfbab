/**
 * Measures how much time the policy pack adds to a preview:
 * `npm run bench:policies -- [--resources 1000] [--rounds 3]`, after `make tools build`.
 *
 * The same program is previewed without a pack, with a pack without rules, and with this pack. The three take turns, so
 * that all run under the same conditions. Processor time is the sum over all processes; it depends less than wall time
 * on other load of the machine. The cost of a pack without rules is Pulumi's own: two requests per resource to a Node
 * process.
 *
 * Then measures, in this process, how the time of each stack rule grows with the stack, as an exponent: 2 is quadratic.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { evaluateStack, urnOf, type EvaluatedResource } from "../policies/evaluation/evaluate";
import { networkType } from "../policies/facts/network";
import { serviceType } from "../policies/facts/service";
import { stackRules } from "../policies/rules/stack/index";
import { folderBackend } from "../tests/support/folderBackend";
import { checkout } from "../tests/support/lab";

/** Seconds of one preview. */
interface Timing {
  readonly clock: number;
  readonly processor: number;
}

type Pack = "no pack" | "empty pack" | "swarm-network";

/** A project whose previews do not need an Engine, and a pack without rules. */
class Project {
  private readonly folder = mkdtempSync(join(tmpdir(), "swarm-bench-"));
  private readonly packs: Readonly<Record<Pack, readonly string[]>>;

  public constructor(private readonly resources: number) {
    const empty = join(this.folder, "empty");
    mkdirSync(empty);
    symlinkSync(join(checkout, "node_modules"), join(this.folder, "node_modules"));
    cpSync(join(__dirname, "programs", "thousand.js"), join(this.folder, "index.js"));
    this.write("package.json", JSON.stringify({ name: "bench", main: "index.js" }));
    const provider = JSON.stringify(join(checkout, "provider"));
    this.write(
      "Pulumi.yaml",
      `name: bench\nruntime: nodejs\nplugins: { providers: [{ name: docker, path: ${provider} }] }\n`,
    );
    this.write("empty/package.json", JSON.stringify({ name: "empty", version: "1.0.0" }));
    this.write("empty/index.js", 'new (require("@pulumi/policy").PolicyPack)("empty", { policies: [] });\n');
    const executable = this.write("empty/pulumi-analyzer-empty", `#!/bin/sh\ncd '${empty}'\nexec node index.js "$@"\n`);
    chmodSync(executable, 0o755);
    this.packs = {
      "no pack": [],
      "empty pack": ["--policy-pack", executable],
      "swarm-network": ["--policy-pack", join(checkout, "policies", "pulumi-analyzer-swarm-network")],
    };
    this.pulumi("stack", "init", "bench");
  }

  /** @throws Error with the output of the preview if it fails */
  public preview(pack: Pack): Timing {
    const said = this.pulumi("preview", "--non-interactive", ...this.packs[pack]);
    const [clock, user, system] = (said.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
    if (clock === undefined || user === undefined || system === undefined) throw new Error(`No times in: ${said}`);
    return { clock, processor: user + system };
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** The shell measures the processor time of the CLI and of all processes that the CLI starts. */
  private pulumi(...args: readonly string[]): string {
    const timed = 'TIMEFORMAT="%R %U %S"; { time pulumi "$@" >log 2>&1; } 2>&1 || { cat log >&2; exit 1; }';
    return execFileSync("bash", ["-c", timed, "bash", ...args], {
      cwd: this.folder,
      encoding: "utf8",
      env: {
        ...process.env,
        PATH: `${join(checkout, ".tools", "bin")}:${process.env.PATH ?? ""}`,
        CHECKOUT: checkout,
        RESOURCES: String(this.resources),
        DOCKER_HOST: "unix:///nonexistent/docker.sock",
        PULUMI_HOME: join(this.folder, "home"),
        PULUMI_BACKEND_URL: folderBackend(this.folder),
        PULUMI_CONFIG_PASSPHRASE: "bench",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        SWARM_POLICY_CONFIG: "",
      },
    });
  }
}

function benchPreviews(resources: number, rounds: number): void {
  const packs: readonly Pack[] = ["no pack", "empty pack", "swarm-network"];
  const timings = new Map<Pack, Timing[]>(packs.map((pack) => [pack, []]));
  const project = new Project(resources);
  try {
    for (let round = 0; round < rounds; round++)
      for (const pack of packs) timings.get(pack)?.push(project.preview(pack));
  } finally {
    project.remove();
  }
  const medianOf = (pack: Pack, of: keyof Timing): number => median((timings.get(pack) ?? []).map((one) => one[of]));
  console.log(`Preview of ${resources} resources, medians of ${rounds} rounds`);
  for (const pack of packs) {
    const [clock, processor] = (["clock", "processor"] as const).map((of) => {
      const seconds = medianOf(pack, of);
      const ratios = packs
        .slice(0, packs.indexOf(pack))
        .map((base) => `${(seconds / medianOf(base, of)).toFixed(2)} × ${base}`);
      return [`${seconds.toFixed(1)} s`, ...ratios].join(", ");
    });
    console.log(`${pack.padEnd(14)} clock ${clock ?? ""}; processor ${processor ?? ""}`);
  }
}

const sizes = [250, 500, 1000, 2000, 4000];

/** Stacks of a given size: groups of networks with their services, or a single network for all services. */
const shapes: Readonly<Record<string, (size: number) => EvaluatedResource[]>> = {
  spread: (size) =>
    Array.from({ length: size }, (_, i) =>
      i % 5 === 0 ? network(i, `10.${i % 250}.${Math.floor(i / 250)}.0/24`) : service(i, i - (i % 5)),
    ),
  crowded: (size) => Array.from({ length: size }, (_, i) => (i === 0 ? network(0, "10.0.0.0/8") : service(i, 0))),
};

function network(i: number, subnet: string): EvaluatedResource {
  const labels = [{ label: "swarm.network.sensitive", value: "true" }];
  const props = { id: idOf(i), driver: "overlay", options: { encrypted: "" }, labels, ipamConfigs: [{ subnet }] };
  return { type: networkType, name: `net-${i}`, urn: urnOf(networkType, `net-${i}`), props };
}

function service(i: number, on: number): EvaluatedResource {
  const networksAdvanceds = [{ id: idOf(on), aliases: [`alias-${i}`] }];
  const props = {
    mode: { replicated: { replicas: 2 } },
    taskSpec: { containerSpec: { image: "shop/api" }, networksAdvanceds },
    endpointSpec: { ports: [{ targetPort: 8080, publishedPort: 1024 + i }] },
  };
  return { type: serviceType, name: `svc-${i}`, urn: urnOf(serviceType, `svc-${i}`), props };
}

function idOf(i: number): string {
  return `n${i}${"z".repeat(25)}`.slice(0, 25);
}

function benchGrowth(rounds: number): void {
  for (const [shape, stackOf] of Object.entries(shapes)) {
    console.log(
      `Stack rules, ${shape}: milliseconds at ${sizes.join(", ")} resources, and the exponent of their growth`,
    );
    const stacks = sizes.map(stackOf);
    for (const rule of stackRules) {
      const times = stacks.map((stack) => Math.min(...Array.from({ length: rounds }, () => timeOf(rule, stack))));
      const figures = times.map((time) => time.toFixed(0).padStart(5)).join("");
      console.log(`${rule.name.padEnd(54)} ${figures}   ${exponentOf(times).toFixed(2)}`);
    }
  }
}

/** Milliseconds of processor time. */
function timeOf(rule: (typeof stackRules)[number], stack: readonly EvaluatedResource[]): number {
  // Rules cache facts about a resource under its properties object, so each run needs new objects.
  const fresh = stack.map((resource) => ({ ...resource, props: { ...resource.props } }));
  const start = process.cpuUsage();
  evaluateStack(rule, fresh);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** Slope of the line through the logarithms, by least squares. */
function exponentOf(times: readonly number[]): number {
  const points = times.map((time, i) => [Math.log(sizes[i] ?? NaN), Math.log(time)] as const);
  const mean = (axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x0, y0] = [mean(0), mean(1)];
  const sum = (of: (x: number, y: number) => number): number => points.reduce((total, [x, y]) => total + of(x, y), 0);
  return sum((x, y) => (x - x0) * (y - y0)) / sum((x) => (x - x0) ** 2);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle - 1)] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

const { values } = parseArgs({
  options: { resources: { type: "string", default: "1000" }, rounds: { type: "string", default: "3" } },
});
benchPreviews(Number(values.resources), Number(values.rounds));
benchGrowth(Number(values.rounds));
