import * as pulumi from "@pulumi/pulumi";
import type { SwarmServiceArgs } from "../../../components";
import {
  AppArmorMode,
  Isolation,
  MountType,
  SeccompMode,
  ServiceMode,
  SwarmConfig,
  SwarmSecret,
  SwarmService,
} from "../../../components";
import { runProgram, runRefusedProgram } from "./program";

const image = "registry.example.com/shop/api:1.4.2";
const token = "docker:swarm/packageVersion:packageVersion";

interface ServiceInputs {
  readonly taskSpec: { readonly containerSpec: object; readonly resources?: object; readonly logDriver?: object };
}

/** The inputs of a service on this project's provider, and the functions that the program has called. */
async function deploy(args: Partial<SwarmServiceArgs>): Promise<{ inputs: ServiceInputs; calls: string[] }> {
  const calls: string[] = [];
  const call = ({ token: called }: pulumi.runtime.MockCallArgs): object => {
    calls.push(called);
    return { version: "5.2.0" };
  };
  const { docker } = await runProgram(() => new SwarmService("api", { image, ...args }).id, { call });
  return { inputs: docker[0]?.inputs as unknown as ServiceInputs, calls };
}

/** Arguments that only this project's provider understands, with their inputs. */
const container: [name: string, args: Partial<SwarmServiceArgs>, inputs: object][] = [
  ["tty", { tty: true }, { tty: true }],
  ["stdinOpen", { stdinOpen: true }, { stdinOpen: true }],
  [
    "ulimits",
    { ulimits: { nofile: { soft: 1024, hard: 65536 }, core: { soft: 0 } } },
    {
      ulimits: [
        { name: "core", soft: 0, hard: 0 },
        { name: "nofile", soft: 1024, hard: 65536 },
      ],
    },
  ],
  ["oomScoreAdj", { oomScoreAdj: -500 }, { oomScoreAdj: -500 }],
  ["noNewPrivileges", { noNewPrivileges: true }, { privileges: { noNewPrivileges: true } }],
  ["appArmor", { appArmor: AppArmorMode.Disabled }, { privileges: { appArmor: "disabled" } }],
  ["seccomp", { seccomp: { profile: "{}" } }, { privileges: { seccomp: { mode: "custom", profile: "{}" } } }],
  ["seccomp", { seccomp: { mode: SeccompMode.Unconfined } }, { privileges: { seccomp: { mode: "unconfined" } } }],
  [
    "healthcheck.startInterval",
    { healthcheck: { startInterval: "2s" } },
    {
      healthcheck: {
        tests: [],
        interval: "0s",
        timeout: "0s",
        startPeriod: "0s",
        retries: 0,
        startInterval: "2s",
      },
    },
  ],
  [
    "mounts[].bindNonRecursive",
    { mounts: [{ type: MountType.Bind, target: "/a", source: "/b", bindNonRecursive: true }] },
    { mounts: [{ type: "bind", target: "/a", source: "/b", bindOptions: { nonRecursive: true } }] },
  ],
  [
    "mounts[].volumeSubpath",
    { mounts: [{ target: "/a", source: "data", volumeSubpath: "shop" }] },
    { mounts: [{ type: "volume", target: "/a", source: "data", volumeOptions: { subpath: "shop" } }] },
  ],
  [
    "mounts[].tmpfsOptions",
    { mounts: [{ type: MountType.Tmpfs, target: "/a", tmpfsOptions: ["noexec"] }] },
    { mounts: [{ type: "tmpfs", target: "/a", tmpfsOptions: { options: ["noexec"] } }] },
  ],
];

const modes: [name: string, args: Partial<SwarmServiceArgs>, inputs: object][] = [
  ["mode", { mode: ServiceMode.ReplicatedJob }, { replicatedJob: { maxConcurrent: 1, totalCompletions: 1 } }],
  [
    "mode",
    { mode: ServiceMode.ReplicatedJob, totalCompletions: 5 },
    { replicatedJob: { maxConcurrent: 5, totalCompletions: 5 } },
  ],
  [
    "mode",
    { mode: ServiceMode.ReplicatedJob, totalCompletions: 5, maxConcurrent: 2 },
    { replicatedJob: { maxConcurrent: 2, totalCompletions: 5 } },
  ],
  ["mode", { mode: ServiceMode.GlobalJob }, { globalJob: true }],
];

const resources: [name: string, args: Partial<SwarmServiceArgs>, inputs: object][] = [
  ["pidsLimit", { pidsLimit: 100 }, { limits: { pids: 100 } }],
  ["swapBytes", { swapBytes: 0 }, { swapBytes: 0 }],
  ["memorySwappiness", { memorySwappiness: 10 }, { memorySwappiness: 10 }],
];

test.each(container)("%s of the container reaches this project's provider: %j", async (_, args, inputs) => {
  const { inputs: service, calls } = await deploy(args);
  expect(service.taskSpec.containerSpec).toEqual({ image, ...inputs });
  expect(calls).toEqual([token]);
});

test.each(resources)("%s of the resources reaches this project's provider: %j", async (_, args, inputs) => {
  const { inputs: service, calls } = await deploy(args);
  expect(service.taskSpec.resources).toEqual(inputs);
  expect(calls).toEqual([token]);
});

test.each(modes)(
  "The %s of a job reaches this project's provider, without an update config: %j",
  async (_, args, mode) => {
    const { inputs, calls } = await deploy(args);
    expect(inputs).toEqual({
      name: "api",
      mode,
      taskSpec: { containerSpec: { image } },
      convergeConfig: { delay: "1s", timeout: "3m" },
    });
    expect(calls).toEqual([token]);
  },
);

test("The mode of a job can be an Output", async () => {
  const { inputs } = await deploy({ mode: pulumi.output(ServiceMode.GlobalJob) });
  expect(inputs).toMatchObject({ mode: { globalJob: true } });
  expect(inputs).not.toHaveProperty("updateConfig");
});

test.each([...container, ...resources, ...modes])("%s is refused on the official plugin: %j", async (name, args) => {
  const call = ({ token: called }: pulumi.runtime.MockCallArgs): never => {
    throw Object.assign(new Error(), { details: `unknown function ${called}` });
  };
  const { errors, docker } = await runRefusedProgram(() => new SwarmService("api", { image, ...args }), { call });
  expect(errors).toEqual([
    `SwarmService "api": '${name}' is not possible with the official docker plugin, which would ignore it. Use this ` +
      `project's provider: add it under 'plugins.providers' in Pulumi.yaml. Or leave '${name}' out. ` +
      `(unknown function ${token})`,
  ]);
  expect(docker).toEqual([]);
});

test("A limit of processes stays beside the other limits, whether or not they are Outputs", async () => {
  const limits = { cpus: 0.5 };
  for (const given of [{ limits }, pulumi.output({ limits }), { limits: pulumi.output(limits) }]) {
    const { inputs } = await deploy({ resources: given, pidsLimit: 100 });
    expect(inputs.taskSpec.resources).toEqual({ limits: { nanoCpus: 500_000_000, pids: 100 } });
  }
});

test("What the docker package itself has needs no particular provider", async () => {
  const { inputs, calls } = await deploy({
    isolation: Isolation.Process,
    credentialSpec: { file: "spec.json" },
    genericResources: { SSD: 2, GPU: 1 },
    resources: { reservations: { cpus: 0.5 } },
    mounts: [{ type: MountType.Npipe, target: "\\\\.\\pipe\\docker", source: "\\\\.\\pipe\\docker_engine" }],
    logDriver: { options: { "max-size": "10m" } },
  });
  expect(inputs.taskSpec).toEqual({
    containerSpec: {
      image,
      isolation: "process",
      privileges: { credentialSpec: { file: "spec.json" } },
      mounts: [{ type: "npipe", target: "\\\\.\\pipe\\docker", source: "\\\\.\\pipe\\docker_engine" }],
    },
    resources: {
      reservation: { nanoCpus: 500_000_000, genericResources: { discreteResourcesSpecs: ["GPU=1", "SSD=2"] } },
    },
    logDriver: { name: "", options: { "max-size": "10m" } },
  });
  expect(calls).toEqual([]);
});

test.each<[Partial<SwarmServiceArgs>, string]>([
  [
    { mode: ServiceMode.ReplicatedJob, replicas: 3 },
    `'replicas' 3 is for services that run. A job has 'totalCompletions', the number of tasks that must complete. ` +
      `Use totalCompletions: 3. (at replicas)`,
  ],
  [
    { mode: ServiceMode.GlobalJob, totalCompletions: 3 },
    `'totalCompletions' 3 is only for jobs with a number of tasks, and 'mode' is "global-job". Leave it out, or set ` +
      `'mode' to "replicated-job". (at totalCompletions)`,
  ],
  [
    { maxConcurrent: 3 },
    `'maxConcurrent' 3 is only for jobs with a number of tasks, and 'mode' is "replicated". Leave it out, or set ` +
      `'mode' to "replicated-job". (at maxConcurrent)`,
  ],
  [
    { mode: ServiceMode.ReplicatedJob, updateConfig: {} },
    `'updateConfig' is not possible for a job: any change runs it again. Leave it out. (at updateConfig)`,
  ],
  [
    { mode: ServiceMode.GlobalJob, rollbackConfig: { parallelism: 2 } },
    `'rollbackConfig' is not possible for a job: any change runs it again. Leave it out. (at rollbackConfig)`,
  ],
  [
    { ulimits: { nofile: { soft: 2, hard: 1 } } },
    `'soft' 2 is above 'hard' 1. Raise 'hard', or lower 'soft'. (at ulimits.nofile.soft)`,
  ],
  [
    { ulimits: { nofile: { soft: -1, hard: 1 } } },
    `'soft' -1 is above 'hard' 1. Raise 'hard', or lower 'soft'. (at ulimits.nofile.soft)`,
  ],
  [
    { ulimits: { nofile: { soft: -2 } } },
    `'soft' -2 is below -1. Use e.g. 65536, or -1 for no limit. (at ulimits.nofile.soft)`,
  ],
  [
    { seccomp: { mode: SeccompMode.Custom } },
    `'profile' is missing for 'mode' "custom". Set it to a seccomp profile as JSON text. (at seccomp.profile)`,
  ],
  [
    { seccomp: { mode: SeccompMode.Unconfined, profile: "{}" } },
    `'profile' is only for 'mode' "custom". Leave one of them out. (at seccomp.profile)`,
  ],
  [
    { credentialSpec: {} },
    `A credential spec comes from 'file' or from 'registry'. Set exactly one of them. (at credentialSpec)`,
  ],
  [
    { credentialSpec: { file: "a", registry: "b" } },
    `A credential spec comes from 'file' or from 'registry'. Set exactly one of them. (at credentialSpec)`,
  ],
  [{ oomScoreAdj: 1001 }, `'oomScoreAdj' 1001 is above 1000. Use a number from -1000 to 1000. (at oomScoreAdj)`],
  [{ genericResources: { GPU: 0 } }, `'GPU' 0 is below 1. Use a number of units, e.g. 2. (at genericResources.GPU)`],
  [
    { mounts: [{ type: MountType.Npipe, target: "/a", source: "docker_engine" }] },
    `'source' "docker_engine" is not a named pipe of a Windows node. Use e.g. "\\\\\\\\.\\\\pipe\\\\docker_engine". ` +
      `(at mounts[0].source)`,
  ],
])("A service with %j is refused", async (args, problem) => {
  const program = runProgram(() => new SwarmService("api", { image, ...args }).id);
  await expect(program).rejects.toThrow(new Error(`SwarmService "api": ${problem}`));
});

describe.each([
  [
    "SwarmSecret",
    (args: { templateDriver?: string }) => new SwarmSecret("site", { text: "{{.Node.Hostname}}", ...args }).id,
  ],
  [
    "SwarmConfig",
    (args: { templateDriver?: string }) => new SwarmConfig("site", { text: "{{.Node.Hostname}}", ...args }).id,
  ],
])("The template driver of a %s", (component, create) => {
  test("reaches this project's provider", async () => {
    const call = (): object => ({ version: "5.2.0" });
    const { docker } = await runProgram(() => create({ templateDriver: "golang" }), { call });
    expect(docker[0]?.inputs["templateDriver"]).toBe("golang");
  });

  test("is refused on the official plugin", async () => {
    const call = (): never => {
      throw Object.assign(new Error(), { details: "unknown function" });
    };
    const { errors, docker } = await runRefusedProgram(() => create({ templateDriver: "golang" }), { call });
    expect(errors).toEqual([expect.stringMatching(`^${component} "site": 'templateDriver' is not possible with the `)]);
    expect(docker).toEqual([]);
  });
});
