import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as docker from "@pulumi/docker";
import type { ConfigMap } from "@pulumi/pulumi/automation";
import { readSnapshot } from "../../audit/snapshot";
import type { ConnectionSettings } from "../../provider/engine/connection";
import { Engine } from "../../provider/engine/engine";
import { makeCertificates } from "../support/certificates";
import { checkout, readLab } from "../support/lab";
import { firstManager, restartNode } from "../support/labNode";
import { poll } from "../support/poll";
import { startSshServer, type SshServer } from "../support/sshServer";
import { createLiveStack, type LiveStack } from "../support/stack";

// Uses a manager whose daemon also listens on TCP with TLS, and an ssh server on that node.
const lab = readLab();
const node = firstManager();
const folder = mkdtempSync(join(tmpdir(), "swarm-hosts-"));
const right = join(folder, "right");
const strange = join(folder, "strange");
const tcp = `tcp://${node.address}:2376`;
/** Engine 20.10 reports every problem with a client's certificate with the same message. */
let isOldEngine: boolean;
let ssh: SshServer;
let live: LiveStack;

beforeAll(async () => {
  for (const [certificates, address] of [
    [right, node.address],
    [strange, "192.0.2.1"],
  ] as const) {
    mkdirSync(certificates);
    makeCertificates(certificates, address);
  }
  restartNode(
    node.name,
    ...["--host", tcp, "--tlsverify", "--tlscacert", join(right, "ca.pem")],
    ...["--tlscert", join(right, "server-cert.pem"), "--tlskey", join(right, "server-key.pem")],
  );
  isOldEngine = parseInt((await new Engine({ host: lab.dockerHost }).version()).Version) < 29;
  ssh = await startSshServer(node, join(folder, "ssh"), `unix://${node.socket}`);
  // There is no daemon at this address, so the provider can only get the host from the stack's configuration.
  live = await createLiveStack("hosts", "unix:///nowhere/docker.sock", program(0));
});

afterAll(async () => {
  await live.remove();
  await ssh.stop();
  restartNode(node.name);
  rmSync(folder, { recursive: true });
  expect(await networkNames()).toEqual([]);
});

function program(count: number) {
  return (): Promise<Record<string, unknown>> => {
    for (let i = 1; i <= count; i++) {
      new docker.Network(`door-${i}`, { name: `live-hosts-${i}`, driver: "overlay" });
    }
    return Promise.resolve({});
  };
}

/** The networks of this test. The Engine's filter is not used, because some versions match parts of a name. */
async function networkNames(): Promise<string[]> {
  const all = await new Engine({ host: lab.dockerHost }).listNetworks();
  return all
    .map(({ Name }) => Name)
    .filter((name) => name.startsWith("live-hosts-"))
    .sort();
}

function material(certificates: string, ...names: readonly string[]): Partial<ConnectionSettings> {
  const read = (property: string, file: string): Partial<ConnectionSettings> =>
    names.includes(property) ? { [property]: readFileSync(join(certificates, file), "utf8") } : {};
  return {
    ...read("caMaterial", "ca.pem"),
    ...read("certMaterial", "cert.pem"),
    ...read("keyMaterial", "key.pem"),
  };
}

function sshOptions(key: string = ssh.key, knownHosts: string = ssh.knownHosts): string[] {
  // The user's own settings and keys are not used.
  return [
    ...["-F", "none", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "LogLevel=ERROR"],
    ...["-o", `UserKnownHostsFile=${knownHosts}`, "-o", "GlobalKnownHostsFile=none", "-i", key],
  ];
}

test("A stack can switch between all kinds of hosts: unix, tcp with TLS in both forms, and ssh", async () => {
  const certificates = material(right, "caMaterial", "certMaterial", "keyMaterial");
  const doors: Record<string, string>[] = [
    { "docker:host": `unix://${node.socket}` },
    { "docker:host": tcp, "docker:certPath": right },
    {
      "docker:host": tcp,
      ...Object.fromEntries(Object.entries(certificates).map(([name, text]) => [`docker:${name}`, String(text)])),
    },
    { "docker:host": `ssh://root@${ssh.address}`, "docker:sshOpts": JSON.stringify(sshOptions()) },
  ];
  const changes: unknown[] = [];
  for (const [i, door] of doors.entries()) {
    const config: ConfigMap = Object.fromEntries(
      Object.entries(door).map(([key, value]) => [key, { value, secret: key.endsWith("keyMaterial") }]),
    );
    await live.stack.setAllConfig(config);
    live.setProgram(program(i + 1));
    changes.push((await live.upWithResult()).summary.resourceChanges);
    await live.expectQuiet();
    // The destroy at the end uses the last host.
    if (i + 1 < doors.length) await live.stack.removeAllConfig(Object.keys(door));
  }

  // The stack itself, and the networks that were created through the previous hosts.
  expect(changes).toEqual([{ create: 2 }, { create: 1, same: 2 }, { create: 1, same: 3 }, { create: 1, same: 4 }]);
  expect(await networkNames()).toEqual([1, 2, 3, 4].map((i) => `live-hosts-${i}`));
});

test("An ssh host can set another path for the socket on the remote machine", async () => {
  const engine = new Engine({ host: `ssh://root@${ssh.address}${node.socket}`, sshOpts: sshOptions() });
  expect((await engine.info()).Name).toBe(node.name);
});

test("The provider reads the routes of the daemon's host through a socket and ssh, but not tcp", async () => {
  const routesBy = async (settings: ConnectionSettings): Promise<string[] | undefined> => {
    const engine = new Engine(settings);
    const routes = await engine.hostRoutes(await engine.info());
    return routes?.map(({ destination, device }) => `${destination} ${device}`).sort();
  };
  const local = await routesBy({ host: `unix://${node.socket}` });
  const subnet = node.address.replace(/\d+$/, "0/24");
  expect(local).toEqual(expect.arrayContaining([`${subnet} eth0`, "172.17.0.0/16 docker0"]));
  expect(await routesBy({ host: `ssh://root@${ssh.address}`, sshOpts: sshOptions() })).toEqual(local);
  expect(await routesBy({ host: tcp, certPath: right })).toBeUndefined();
});

/** After a start, a manager learns the addresses of other nodes on the ingress by gossip, with a delay. */
async function allNodesSeenByManager(): Promise<void> {
  const engine = new Engine({ host: lab.dockerHost });
  const nodes = await engine.listNodes();
  await poll(
    "the manager to see the addresses of all nodes",
    async () => (await readSnapshot(engine)).tunnelEnds.length === nodes.length || undefined,
  );
}

test("The audit reports the same through all hosts, but reads listening sockets only on the daemon's", async () => {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  // Stands for the settings in ~/.ssh/config, because the audit has no ssh settings of its own.
  const quoted = sshOptions().map((option) => `'${option}'`);
  writeFileSync(join(bin, "ssh"), `#!/bin/sh\nexec /usr/bin/ssh ${quoted.join(" ")} "$@"\n`, { mode: 0o755 });
  const audit = (host: string): { code: number; target: string; found: string[] } => {
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH ?? ""}`, DOCKER_HOST: "", DOCKER_CERT_PATH: right };
    const args = [join(checkout, "dist/audit/main.js"), "--host", host, "--format", "json"];
    const { status, stdout, stderr } = spawnSync("node", args, { env, encoding: "utf8" });
    if (status === null || status > 1) throw new Error(stderr);
    const { target, findings } = JSON.parse(stdout) as {
      target: string;
      findings: { rule: string; message: string }[];
    };
    return { code: status, target, found: findings.map(({ rule, message }) => `${rule}: ${message}`) };
  };
  await allNodesSeenByManager();
  const doors = [`unix://${node.socket}`, tcp, `ssh://root@${ssh.address}`];
  const [local, overTls, overSsh] = doors.map(audit);
  expect(local?.found.some((line) => line.startsWith("swarm-manager-require-fault-tolerance"))).toBe(true);
  const onHost = (line: string): boolean => line.startsWith("swarm-manager-limit-listen-address");
  for (const remote of [overTls, overSsh]) {
    expect(remote?.code).toBe(local?.code);
    expect(remote?.found).toEqual(local?.found.filter((line) => !onHost(line)));
  }
});

const tls = "GET /_ping: no answer from the Engine at ";
const handshake =
  "The TLS handshake failed: check caMaterial, certMaterial and keyMaterial (or certPath), and that the " +
  "certificate names this host.";
const refused =
  "The daemon refuses this client: cert.pem and key.pem of 'docker:certPath' (or certMaterial and keyMaterial) must " +
  "be from the authority that it trusts (--tlscacert).";
const login =
  "The provider runs 'ssh … docker system dial-stdio': it must be able to log in without a prompt, and that user " +
  "must have access to docker there. 'docker:sshOpts' adds options.";

test.each<[string, () => ConnectionSettings, string | (() => string)]>([
  [
    "no certificates at all",
    () => ({ host: tcp }),
    "GET /_ping (HTTP 400): Client sent an HTTP request to an HTTPS server. " +
      `The daemon at ${tcp} uses TLS: give 'docker:certPath', or caMaterial, certMaterial and keyMaterial.`,
  ],
  [
    "another authority",
    () => ({ host: tcp, certPath: strange }),
    `${tls}${tcp} (unable to verify the first certificate). ${handshake}`,
  ],
  [
    "a client's certificate from another authority",
    () => ({
      host: tcp,
      ...material(right, "caMaterial"),
      ...material(strange, "certMaterial", "keyMaterial"),
    }),
    () => `${tls}${tcp} (${isOldEngine ? "sslv3 alert bad certificate" : "tlsv1 alert unknown ca"}). ${refused}`,
  ],
  [
    "no client's certificate",
    () => ({ host: tcp, ...material(right, "caMaterial") }),
    () =>
      `${tls}${tcp} (${isOldEngine ? "sslv3 alert bad certificate" : "tlsv13 alert certificate required"}). ${refused}`,
  ],
  [
    "a port without a listener",
    () => ({ host: `tcp://${node.address}:2399`, certPath: right }),
    `${tls}tcp://${node.address}:2399 (connect ECONNREFUSED ${node.address}:2399). Is the daemon running, and does ` +
      "it listen there? The provider connects to the address in 'docker:host' (or DOCKER_HOST).",
  ],
  [
    "an unknown ssh host",
    () => ({ host: `ssh://root@${ssh.address}`, sshOpts: sshOptions(ssh.key, "/dev/null") }),
    `${tls}ssh://root@${node.address}:2222 (ssh ended with 255: Host key verification failed.). ${login}`,
  ],
  [
    "a key that the ssh host does not know",
    () => ({ host: `ssh://root@${ssh.address}`, sshOpts: sshOptions(join(folder, "ssh", "host")) }),
    `${tls}ssh://root@${node.address}:2222 (ssh ended with 255: root@${node.address}: Permission denied ` +
      `(publickey).). ${login}`,
  ],
  [
    "no daemon on the other side of ssh",
    () => ({ host: `ssh://root@${ssh.address}/nowhere.sock`, sshOpts: sshOptions() }),
    `${tls}ssh://root@${node.address}:2222/nowhere.sock (ssh ended with 1: failed to open the raw stream connection: ` +
      `dial unix /nowhere.sock: connect: no such file or directory). ${login}`,
  ],
])("%s: the error names the cause and the fix", async (_what, settings, message) => {
  const error: unknown = await new Engine(settings()).listNetworks().catch((failure: unknown) => failure);
  expect((error as Error).message).toBe(typeof message === "string" ? message : message());
});
