import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as docker from "@pulumi/docker";
import { Engine } from "../../provider/engine/engine";
import type { Properties } from "../../provider/handler/properties";
import { checkout, readLab } from "../support/lab";
import { Random } from "../support/random";
import { createLiveStack } from "../support/stack";

// Random networks and services that the docker command creates. An import of all of them, and a program with the inputs
// that the import has written, must change nothing in the Engine.
const seed = Number(process.env.IMPORT_SEED ?? Date.now() % 1_000_000);
/** The number of objects of each kind. `make test-long` imports more. */
const count = Number(process.env.IMPORT_COUNT ?? 8);

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const program = join(checkout, ".tools", "engine-20.10", "bin", "docker");
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "swarm-import-property-"));
  await writeFile(join(folder, "data"), "port = 8080\n");
});

afterAll(() => rm(folder, { recursive: true }));

/** Runs the docker command and returns its output. */
async function command(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, ["--config", folder, "--host", lab.dockerHost, ...args]);
  return stdout.trim();
}

/** An object that the docker command has created. */
interface Made {
  readonly name: string;
  readonly id: string;
  readonly flags: readonly string[];
}

/** Creates objects with random flags. A combination that the docker command or the Engine refuses is drawn again. */
async function make(kind: "network" | "service", draw: (index: number) => readonly string[]): Promise<Made[]> {
  const made: Made[] = [];
  for (let attempt = 0; made.length < count && attempt < 4 * count; attempt++) {
    const name = `random-${kind}-${attempt}`;
    const [flags, args] = [draw(attempt), kind === "network" ? [name] : [lab.image]];
    const own = kind === "network" ? [] : ["--detach", "--quiet", "--name", name];
    const id = await command(kind, "create", ...own, ...flags, ...args).catch(() => undefined);
    if (id !== undefined) made.push({ name, id, flags });
  }
  expect(made).toHaveLength(count);
  return made;
}

/** Some of the flags, each with a value that is drawn for it. */
function some(random: Random, flags: ReadonlyArray<() => readonly string[]>, chance = 0.3): string[] {
  return flags.flatMap((draw) => (random.next() < chance ? draw() : []));
}

/**
 * Imports objects, and deploys the inputs that the import has written.
 *
 * @param look what must stay the same in the Engine, for each object
 */
async function expectNoChange(
  type: "network:Network" | "service:Service",
  made: readonly Made[],
  look: (id: string) => Promise<unknown>,
): Promise<void> {
  const live = await createLiveStack(`import-${type.split(":")[0] ?? ""}s`, lab.dockerHost, () => Promise.resolve({}));
  try {
    const before = await Promise.all(made.map(({ id }) => look(id)));
    const resources = made.map(({ name, id }) => ({ type: `docker:index/${type}`, name, id }));
    await live.stack.import({ resources, protect: false, generateCode: false });
    const { deployment } = (await live.stack.exportStack()) as {
      deployment: { resources: { type: string; urn: string; inputs?: Properties }[] };
    };
    const imported = deployment.resources.filter((resource) => resource.type === `docker:index/${type}`);
    live.setProgram(() => {
      for (const { urn, inputs } of imported) {
        const name = urn.split("::").pop() ?? "";
        if (type === "network:Network") new docker.Network(name, inputs);
        else new docker.Service(name, inputs as unknown as docker.ServiceArgs);
      }
      return Promise.resolve({});
    });
    await live.expectQuiet();
    const { summary } = await live.upWithResult();
    expect(summary.resourceChanges).toEqual({ same: made.length + 1 });
    expect(await Promise.all(made.map(({ id }) => look(id)))).toEqual(before);
  } catch (error) {
    const flags = made.map((one) => `${one.name} ${one.flags.join(" ")}`).join("\n");
    throw new Error(`IMPORT_SEED=${seed} IMPORT_COUNT=${count}\n${flags}`, { cause: error });
  } finally {
    await live.remove();
  }
}

/** Texts with a meaning somewhere: in labels, in JSON, in property paths, in templates of the docker command. */
const texts = ["shop", "", "a=b=c", "ü ✓", "true", "0", 'say "hi"', "a,b", "x.y/z"] as const;

test("Random networks of the docker command are imported, and nothing in the Engine changes", async () => {
  const random = new Random(seed);
  const text = (): string => random.pick(texts);
  const made = await make("network", (index) => {
    const isOverlay = random.next() < 0.7;
    const isV6 = random.next() < 0.3;
    const base = `10.${180 + Math.floor(index / 60)}.${(index % 60) * 4}`;
    const subnets = [
      [],
      ["--subnet", `${base}.0/24`],
      ["--subnet", `${base}.0/24`, "--subnet", `${base.replace(/\d+$/, (part) => String(Number(part) + 1))}.0/25`],
    ];
    const subnet = isOverlay
      ? random.pick(subnets as [string[], ...string[][]])
      : random.pick([subnets[0] ?? [], subnets[1] ?? []]);
    return [
      ...["--driver", isOverlay ? "overlay" : "bridge", ...subnet],
      ...(subnet.length === 0
        ? []
        : some(random, [
            () => ["--gateway", `${base}.${random.pick(["1", "9", "254"])}`],
            () => ["--ip-range", `${base}.${random.pick(["0/25", "128/25", "64/26"])}`],
            () => ["--aux-address", `router=${base}.${random.pick(["5", "200"])}`],
          ])),
      ...(isV6 ? ["--ipv6", ...(isOverlay && random.next() < 0.5 ? [] : ["--subnet", `fd00:${index + 1}::/64`])] : []),
      ...some(random, [
        () => ["--attachable"],
        () => ["--internal"],
        () => ["--label", `team=${text()}`, "--label", `x.y=${text()}`],
        () => ["--opt", `com.docker.network.driver.mtu=${random.pick(["1400", "1500"])}`],
        () => (isOverlay ? ["--opt", random.pick(["encrypted", "encrypted=true", "encrypted=false"])] : []),
        () => (isOverlay ? ["--opt", `com.docker.network.driver.overlay.vxlanid_list=${7000 + index}`] : []),
        () => (isOverlay ? [] : ["--opt", `com.docker.network.bridge.enable_icc=${random.pick(["true", "false"])}`]),
        () => ["--ipam-driver", "default"],
        () => ["--ipam-opt", `note=${random.pick(["a", "b"])}`],
      ]),
    ];
  });
  await expectNoChange("network:Network", made, async (id) => {
    const listed = await engine.listNetworks({ id: [id] });
    return listed.find(({ Id }) => Id === id);
  });
}, 900_000);

test("Random services of the docker command are imported, and nothing in the Engine changes", async () => {
  const random = new Random(seed + 1);
  const text = (): string => random.pick(texts);
  const file = join(folder, "data");
  const network = await command("network", "create", "--driver", "overlay", "--attachable", "random-backend");
  const secret = await command("secret", "create", "random-secret", file);
  const config = await command("config", "create", "random-config", file);
  const made = await make("service", (index) => {
    const isGlobal = random.next() < 0.15;
    const seconds = (): string => random.pick(["0s", "1s", "90s", "1m30s", "500ms"]);
    const amount = (): string => random.pick(["0", "1", "2"]);
    const rollout = (kind: string): ReadonlyArray<() => string[]> => [
      () => [`--${kind}-delay`, seconds()],
      () => [`--${kind}-parallelism`, amount()],
      () => [`--${kind}-monitor`, seconds()],
      () => [`--${kind}-max-failure-ratio`, random.pick(["0", "0.1", "0.25", "1"])],
      () => [`--${kind}-order`, random.pick(["start-first", "stop-first"])],
      () => [`--${kind}-failure-action`, random.pick(["pause", "continue"])],
    ];
    const health =
      random.next() < 0.2
        ? ["--no-healthcheck"]
        : some(
            random,
            [
              () => ["--health-cmd", random.pick(["true", "wget -q localhost || exit 1"])],
              () => ["--health-interval", seconds()],
              () => ["--health-timeout", seconds()],
              () => ["--health-retries", amount()],
              () => ["--health-start-period", seconds()],
            ],
            0.15,
          );
    return [
      ...(isGlobal ? ["--mode", "global"] : some(random, [() => ["--replicas", random.pick(["0", "1", "2"])]], 0.7)),
      ...some(
        random,
        [
          () => ["--label", `team=${text()}`, "--label", `x.y=${text()}`],
          () => ["--container-label", `tier=${text()}`],
          () => ["--env", `A=${text()}`, "--env", "B", "--env", "C="],
          () => ["--workdir", random.pick(["/", "/tmp"])],
          () => ["--user", random.pick(["0", "1000:1000", "root"])],
          () => ["--group", random.pick(["0", "1000"])],
          () => ["--hostname", random.pick(["web", "{{.Node.Hostname}}-{{.Task.Slot}}"])],
          () => ["--host", "db:10.0.0.5", "--host", "db:10.0.0.4", "--host", "a:fd00::1"],
          () => ["--dns", "10.0.0.53", "--dns-search", "example.com", "--dns-option", "ndots:2"],
          () => ["--stop-grace-period", seconds()],
          () => ["--stop-signal", random.pick(["SIGINT", "15"])],
          () => ["--read-only"],
          () => ["--tty"],
          () => ["--init"],
          () => ["--init=false"],
          () => ["--cap-add", random.pick(["NET_ADMIN", "CAP_SYS_TIME", "ALL"])],
          () => ["--cap-drop", random.pick(["MKNOD", "CAP_CHOWN"])],
          () => ["--ulimit", "nofile=1024:2048"],
          () => ["--sysctl", "net.core.somaxconn=1024"],
          () => ["--isolation", "default"],
          () => ["--log-driver", random.pick(["json-file", "none"])],
          () => ["--log-driver", "json-file", "--log-opt", "max-size=10m", "--log-opt", "tag="],
          () => ["--mount", "type=tmpfs,destination=/scratch,tmpfs-size=1048576,tmpfs-mode=0700"],
          () => ["--mount", "type=bind,source=/tmp,destination=/host,readonly,bind-propagation=rslave"],
          () => ["--mount", `type=volume,source=random-${index},destination=/data,volume-nocopy,volume-label=a=b`],
          () => ["--mount", "type=volume,destination=/anonymous,volume-driver=local,volume-opt=type=tmpfs"],
          () => ["--network", `name=random-backend,alias=shop,alias=a${index}`],
          () => ["--network", network],
          () => ["--publish", `published=${18200 + index},target=8080`],
          () => ["--publish", "8081", "--publish", "8081/udp"],
          () => ["--publish", `mode=host,published=${18400 + index},target=8082`, "--publish", "mode=host,target=8083"],
          () => ["--publish", `${18600 + 4 * index}-${18602 + 4 * index}:7000-7002`],
          () => ["--endpoint-mode", random.pick(["vip", "dnsrr"])],
          () => [
            "--secret",
            random.pick(["random-secret", "source=random-secret,target=/run/s,mode=0400,uid=1000,gid=1000"]),
          ],
          () => ["--config", random.pick(["random-config", "source=random-config,target=/etc/site,mode=0440"])],
          () => ["--constraint", "node.platform.os==linux", "--constraint", "node.labels.zone != x"],
          () => ["--placement-pref", "spread=node.labels.zone", "--placement-pref", "spread=node.labels.rack"],
          () => ["--limit-memory", "64M"],
          () => ["--limit-cpu", random.pick(["0.5", ".001"])],
          () => ["--limit-pids", "100"],
          () => ["--reserve-memory", "8M"],
          () => ["--reserve-cpu", "0.01"],
          () => ["--generic-resource", random.pick(["gpu=0", "ssd=0"])],
          () => ["--restart-condition", random.pick(["none", "on-failure", "any"])],
          () => ["--restart-delay", seconds()],
          () => ["--restart-max-attempts", amount()],
          () => ["--restart-window", seconds()],
          () => (isGlobal ? [] : ["--replicas-max-per-node", random.pick(["0", "3"])]),
          () => ["--entrypoint", "/server -x"],
          () => ["--with-registry-auth"],
          () => ["--no-resolve-image"],
          ...rollout("update"),
          () => ["--update-failure-action", "rollback"],
          ...rollout("rollback"),
        ],
        0.2,
      ),
      ...health,
    ];
  });
  try {
    await expectNoChange("service:Service", made, async (id) => {
      const { Spec, Version } = await engine.inspectService(id);
      return { Spec, Version };
    });
  } finally {
    await command("service", "rm", ...made.map(({ id }) => id)).catch(() => undefined);
    await engine.removePayload("secrets", secret);
    await engine.removePayload("configs", config);
    await command("network", "rm", network).catch(() => undefined);
  }
}, 900_000);
