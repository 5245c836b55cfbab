import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as docker from "@pulumi/docker";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { inspectService, OverlayNetwork, SwarmConfig, SwarmSecret, SwarmService, UpdateOrder } from "../../components";
import { Engine } from "../../provider/engine/engine";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

// Programs after public reports about other tools for Swarm. The title of each test ends with the report.

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const [first] = lab.nodes;
const port = 18150;
const publish = [{ targetPort: 8080, publishedPort: port, publishMode: "host" }] as const;
const onFirst = [`node.hostname==${first?.name ?? ""}`];
const service = {
  image: lab.image,
  constraints: onFirst,
  stopGracePeriodSeconds: 0,
  convergeTimeoutSeconds: 40,
  updateConfig: { monitor: "500ms" },
  ports: [...publish],
};
let live: LiveStack;

async function command(...args: string[]): Promise<string> {
  return (await promisify(execFile)("docker", ["--host", lab.dockerHost, ...args])).stdout.trim();
}

async function answer(path: string): Promise<string> {
  return (await fetch(`http://${first?.address ?? ""}:${port}${path}`)).text();
}

async function runningTasks(name: string): Promise<string[]> {
  const tasks = await engine.listTasks({ service: [name], "desired-state": ["running"] });
  return tasks.map(({ ID }) => ID).sort();
}

async function up(program: () => void): Promise<void> {
  const deploy: PulumiFn = () => {
    program();
    return Promise.resolve({});
  };
  live.setProgram(deploy);
  await live.stack.up();
}

beforeAll(async () => {
  live = await createLiveStack("reports", lab.dockerHost, () => Promise.resolve({}));
});

// Services of two tests cannot publish the same port at the same time.
afterEach(async () => {
  await live.stack.destroy();
});

afterAll(async () => {
  await live.remove();
});

function mountedConfig(text: string, name?: string): () => void {
  return () => {
    const site = new docker.ServiceConfig("report-site", { dataRaw: text, ...(name !== undefined && { name }) });
    new SwarmService("report-web", { ...service, configs: [site] });
  };
}

test("A config changes while a service mounts it (kreuzwerker/terraform-provider-docker#381)", async () => {
  await up(mountedConfig("listen 80"));
  await up(mountedConfig("listen 81"));
  const [config, ...others] = await engine.listPayloads("configs", { name: ["report-site"] });
  expect(others).toEqual([]);
  expect(await answer(`/file?path=/${config?.Spec.Name ?? ""}`)).toBe("listen 81");
  await live.expectQuiet();
});

test("A config with a fixed name changes, with a fix (kreuzwerker/terraform-provider-docker#381)", async () => {
  await up(mountedConfig("listen 80", "report-fixed"));
  await expect(up(mountedConfig("listen 81", "report-fixed"))).rejects.toThrow(
    /leave 'name' out: the new one is then created first/,
  );
  expect(await answer("/file?path=/report-fixed")).toBe("listen 80");
  await up(mountedConfig("listen 81"));
  expect(await engine.listPayloads("configs", { name: ["report-fixed"] })).toEqual([]);
});

test("A tmpfs has 256 GiB and the mode 0644 (kreuzwerker/terraform-provider-docker#563)", async () => {
  const size = 256 * 1024 ** 3;
  await up(() => {
    new SwarmService("report-tmpfs", {
      ...service,
      mounts: [{ target: "/dev/shm", type: "tmpfs", tmpfsSizeBytes: size, tmpfsMode: 0o644 }],
    });
  });
  const { Spec } = await engine.inspectService("report-tmpfs");
  expect(Spec.TaskTemplate.ContainerSpec?.Mounts).toMatchObject([{ TmpfsOptions: { SizeBytes: size, Mode: 0o644 } }]);
  await live.expectQuiet();
});

test("Variables have quotes, commas, line breaks and no value (hashicorp/terraform-provider-docker#74)", async () => {
  const env = { QUOTE: `a="b", 'c'`, LINES: "one\ntwo", URL: "http://x/?a=b&c=d#e", EMPTY: "", UMLAUT: "größer ☃" };
  await up(() => {
    new SwarmService("report-env", { ...service, env });
  });
  for (const [name, value] of Object.entries(env)) {
    expect((await answer(`/env?name=${name}`)).replace(/\n$/, "")).toBe(value);
  }
  await live.expectQuiet();
});

test("A command has arguments with spaces and dollar signs (ansible-collections/community.docker#1044)", async () => {
  const args = ["--label=a b", "$HOME", "", "-x=1"];
  await up(() => {
    new SwarmService("report-command", { ...service, replicas: 0, command: ["/server"], args });
  });
  const { Spec } = await engine.inspectService("report-command");
  expect(Spec.TaskTemplate.ContainerSpec).toMatchObject({ Command: ["/server"], Args: args });
  await live.expectQuiet();
});

test("An inspection shows a job, which has no replicas (ansible-collections/community.docker#1002)", async () => {
  await up(() => {
    new OverlayNetwork("report-jobs", { name: "report-jobs" });
  });
  const job = ["--name", "report-job", "--mode", "replicated-job", "--network", "report-jobs", "--detach", "--quiet"];
  await command("service", "create", ...job, lab.image, "-healthcheck");
  try {
    live.setProgram(() => {
      const network = new OverlayNetwork("report-jobs", { name: "report-jobs" });
      return Promise.resolve({ services: network.inspect().services, mode: inspectService({ id: "report-job" }).mode });
    });
    const { outputs } = await live.upWithResult();
    expect(outputs["services"]?.value).toMatchObject([{ name: "report-job" }]);
    expect(outputs["mode"]?.value).toBe("replicated job");
  } finally {
    await command("service", "rm", "report-job");
  }
  await up(() => undefined);
});

test("Aliases are in another order, or twice in the list (moby/moby#31691)", async () => {
  const program = (aliases: string[]) => () => {
    const network = new OverlayNetwork("report-aliases");
    new SwarmService("report-alias", { ...service, networks: [network.attach({ aliases })] });
  };
  await up(program(["b", "a", "b"]));
  const before = await runningTasks("report-alias");
  await live.expectQuiet();
  await up(program(["a", "b"]));
  expect(await runningTasks("report-alias")).toEqual(before);
});

test("A service that was updated with --force by hand is not restarted again (moby/moby#36028)", async () => {
  const program = (team: string) => () => {
    new SwarmService("report-force", { ...service, labels: { team } });
  };
  await up(program("a"));
  await command("service", "update", "--force", "--quiet", "report-force");
  const forced = await runningTasks("report-force");
  await live.expectQuiet();
  await up(program("b"));
  expect(await runningTasks("report-force")).toEqual(forced);
});

test("The CLI changes the order of mounts, and the next update restarts no task (docker/for-linux#893)", async () => {
  const targets = ["/tmp/z", "/tmp/a", "/tmp/m"];
  const program = (team: string) => () => {
    const mounts = targets.map((target) => ({ target, type: "tmpfs" as const }));
    new SwarmService("report-mounts", { ...service, labels: { team }, mounts });
  };
  await up(program("a"));
  await command("service", "update", "--force", "--quiet", "report-mounts");
  const forced = await runningTasks("report-mounts");
  await live.expectQuiet();
  await up(program("b"));
  expect(await runningTasks("report-mounts")).toEqual(forced);
});

test("One secret has two files, and the removal of one keeps the other (moby/moby#28956)", async () => {
  const program = (files: string[]) => () => {
    const secret = new SwarmSecret("report-twice", { text: "hello" });
    new SwarmService("report-files", { ...service, secrets: files.map((fileName) => secret.mount({ fileName })) });
  };
  await up(program(["world", "other-world"]));
  expect(await answer("/file?path=/run/secrets/world")).toBe("hello");
  await up(program(["other-world"]));
  expect(await answer("/file?path=/run/secrets/other-world")).toBe("hello");
  expect((await fetch(`http://${first?.address ?? ""}:${port}/file?path=/run/secrets/world`)).ok).toBe(false);
});

test("Another secret takes over the file of the first in one update (docker/cli#2245)", async () => {
  const program = (name: string) => () => {
    const secret = new docker.Secret(name, { name, data: Buffer.from(name).toString("base64") });
    new SwarmService("report-rotate", { ...service, secrets: [{ id: secret.id, name: secret.name, fileName: "key" }] });
  };
  await up(program("report-key-1"));
  await up(program("report-key-2"));
  expect(await answer("/file?path=/run/secrets/key")).toBe("report-key-2");
  expect(await engine.listPayloads("secrets", { name: ["report-key-1"] })).toEqual([]);
  await live.expectQuiet();
});

test("Secrets and configs share a directory outside of /run/secrets (moby/moby#35930)", async () => {
  await up(() => {
    const certificate = new SwarmConfig("report-certificate", { text: "certificate" });
    const key = new SwarmSecret("report-key", { text: "key" });
    new SwarmService("report-directory", {
      ...service,
      configs: [certificate.mount({ fileName: "/etc/apache2/server.crt", mode: 0o440 })],
      secrets: [
        key.mount({ fileName: "/etc/apache2/server.key", mode: 0o440 }),
        key.mount({ fileName: "/etc/apache2/other.key", mode: 0o440 }),
      ],
    });
  });
  const files = ["server.crt", "server.key", "other.key"].map((file) => answer(`/file?path=/etc/apache2/${file}`));
  expect(await Promise.all(files)).toEqual(["certificate", "key", "key"]);
});

test("A port is added to a service that starts new tasks first (moby/moby#41364)", async () => {
  const program = (published: number[]) => () => {
    const ports = published.map((publishedPort) => ({ targetPort: 8080, publishedPort }));
    new SwarmService("report-start", {
      ...service,
      image: lab.image,
      ports,
      updateConfig: { order: UpdateOrder.StartFirst, monitor: "500ms" },
    });
  };
  await up(program([18151]));
  await up(program([18151, 18152]));
  const { Endpoint } = await engine.inspectService("report-start");
  expect(Endpoint?.Ports?.map(({ PublishedPort }) => PublishedPort).sort()).toEqual([18151, 18152]);
  await live.expectQuiet();
});
