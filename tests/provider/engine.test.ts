import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { connectionTo } from "../../provider/engine/connection";
import { Engine } from "../../provider/engine/engine";
import { inUseBy, isUnreachable, meaningOf } from "../../provider/engine/meaning";
import { Recently } from "../../provider/engine/recently";
import { makeCertificates } from "../support/certificates";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";

let fake: FakeEngine;

beforeEach(async () => {
  fake = await FakeEngine.start();
});

afterEach(() => fake.stop());

async function errorOf(call: Promise<unknown>): Promise<Error> {
  return call.then(
    () => {
      throw new Error("the call did not fail");
    },
    (error: unknown) => error as Error,
  );
}

function paths({ requests }: FakeEngine): string[] {
  return requests.map(({ method, path }) => `${method} ${path}`);
}

describe("The API version", () => {
  test.each([
    ["what the Engine offers when that is older than this client", "1.41", "1.24", "v1.41"],
    ["what this client knows when the Engine is newer", "1.56", "1.40", "v1.52"],
    ["the same where both are the same", "1.52", "1.44", "v1.52"],
  ])("is %s", async (_which, apiVersion, minApiVersion, used) => {
    const engine = await FakeEngine.start({ apiVersion, minApiVersion });
    await new Engine({ host: engine.host }).listNetworks();
    await engine.stop();

    expect(paths(engine).at(-1)).toBe(`GET /${used}/networks`);
  });

  test("is requested once, even by concurrent calls", async () => {
    const engine = new Engine({ host: fake.host });
    await Promise.all([engine.listNetworks(), engine.listServices(), engine.listNodes()]);

    expect(paths(fake).filter((path) => path === "GET /_ping")).toHaveLength(1);
  });

  test("is requested again after a failure", async () => {
    fake.fail({ path: /_ping/, answer: { status: 500, message: "no" } });
    const engine = new Engine({ host: fake.host });
    await errorOf(engine.listNetworks());

    expect((await engine.listNetworks()).map(({ Name }) => Name)).toEqual(["ingress"]);
  });

  test.each([
    ["1.40", "1.12", "speaks API 1.40; the provider needs 1.41 or newer (Docker Engine 20.10). Upgrade the Engine."],
    ["1.60", "1.53", "speaks API 1.53 to 1.60; this provider speaks up to 1.52. Use a newer version of the provider."],
  ])("%s with a minimum of %s is refused, with the fix", async (apiVersion, minApiVersion, words) => {
    const engine = await FakeEngine.start({ apiVersion, minApiVersion });
    const { message } = await errorOf(new Engine({ host: engine.host }).listNetworks());
    await engine.stop();

    expect(message).toBe(`The Engine at ${engine.host} ${words}`);
  });

  test("distinguishes another server from an Engine", async () => {
    const server = await listening(createServer((_request, response) => response.end("hello")));
    const host = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { message } = await errorOf(new Engine({ host }).listNetworks());
    server.close();

    expect(message).toBe(
      `${host} does not answer as a Docker Engine does: /_ping has no Api-Version. Check 'docker:host'.`,
    );
  });
});

describe("A connection that breaks", () => {
  test("is retried for a request that changes nothing", async () => {
    fake.fail({ path: /^\/networks$/, answer: "lost", times: 2 });

    expect((await new Engine({ host: fake.host }).listNetworks()).map(({ Name }) => Name)).toEqual(["ingress"]);
  });

  test("is given up after a few attempts", async () => {
    fake.fail({ path: /^\/networks$/, answer: "lost", times: 100 });
    const { message } = await errorOf(new Engine({ host: fake.host }).listNetworks());

    expect(message).toBe(
      `GET /networks: no answer from the Engine at ${fake.host} (socket hang up). The daemon closed the connection: ` +
        `did it restart? See its log.`,
    );
    expect(paths(fake).filter((path) => path === "GET /v1.41/networks")).toHaveLength(4);
  });

  test("is not retried for a request with a change, because the change may have been carried out", async () => {
    fake.fail({ method: "POST", path: /create/, carriedOut: true, answer: "lost" });
    const error = await errorOf(new Engine({ host: fake.host }).createNetwork({ Name: "a", Driver: "overlay" }));

    expect(isUnreachable(error)).toBe(true);
    expect(fake.changes).toEqual(["POST /networks/create"]);
    expect(fake.networks.all.map(({ Name }) => Name)).toEqual(["ingress", "a"]);
  });
});

describe("A daemon that falls silent", () => {
  beforeEach(() => {
    // Sockets keep their own timers.
    jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "performance", "Date", "queueMicrotask"] });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  test.each([
    ["does not answer", "/_ping", "never"],
    ["does not answer", "/networks", "never"],
    ["stops in the middle of its answer to", "/networks", "half"],
  ] as const)("is given 25 s when it %s %s, and is then asked again", async (_, path, answer) => {
    const { struck } = fake.fail({ method: "GET", path: new RegExp(`^${path}$`), answer });
    const engine = new Engine({ host: fake.host });
    const call = errorOf(engine.listNetworks());
    await struck;
    await arrival();
    jest.advanceTimersByTime(24_000);
    expect(await Promise.race([call, arrival()])).toBeUndefined();
    jest.advanceTimersByTime(1000);

    const error = await call;
    expect(meaningOf(error)).toBe("transient");
    expect(error.message).toBe(
      `GET ${path}: no answer from the Engine at ${fake.host} (it sent nothing for 25 s). Is the daemon overloaded ` +
        "or stuck, or does a firewall drop the connection? See whether 'docker info' answers there.",
    );
    expect((await engine.listNetworks()).map(({ Name }) => Name)).toEqual(["ingress"]);
  });

  test("has sent a part of a long answer before, and each part gives it 25 s more", async () => {
    const { struck } = fake.fail({ method: "GET", path: /^\/networks$/, answer: { halvedMs: 400 } });
    const call = new Engine({ host: fake.host }).listNetworks();
    await struck;
    jest.advanceTimersByTime(20_000);
    await arrival();
    jest.advanceTimersByTime(20_000);

    expect((await call).map(({ Name }) => Name)).toEqual(["ingress"]);
  });

  test("while it waits for a registry gets more time", async () => {
    fake.images.set("web:1", `sha256:${"ab".repeat(32)}`);
    const { struck } = fake.fail({ method: "GET", path: /^\/distribution/, answer: { delayMs: 200 } });
    const call = new Engine({ host: fake.host }).distribution("web:1");
    await struck;
    jest.advanceTimersByTime(240_000);

    expect((await call).Descriptor.digest).toBe(`sha256:${"ab".repeat(32)}`);
  });

  test("does not end a change, which may be carried out", async () => {
    const { struck } = fake.fail({ method: "POST", path: /create/, answer: { delayMs: 200 } });
    const call = new Engine({ host: fake.host }).createNetwork({ Name: "a", Driver: "overlay" });
    await struck;
    jest.advanceTimersByTime(240_000);

    expect(await call).toMatchObject({ warnings: [] });
  });

  test("blocks those who share a list no longer than its first reader", async () => {
    const lists = new Recently(5000, (engine) => engine.listNetworks());
    const engine = new Engine({ host: fake.host });
    const { struck } = fake.fail({ method: "GET", path: /^\/networks$/, answer: "never" });
    const calls = [errorOf(lists.at(engine, undefined)), errorOf(lists.at(engine, undefined))];
    await struck;
    jest.advanceTimersByTime(25_000);

    expect((await Promise.all(calls)).map(meaningOf)).toEqual(["transient", "transient"]);
    expect((await lists.at(engine, undefined)).map(({ Name }) => Name)).toEqual(["ingress"]);
  });
});

test("A read that has no answer after 10 s serves no further callers", async () => {
  const lists = new Recently(60_000, (engine) => engine.listNetworks());
  const engine = new Engine({ host: fake.host });
  const { struck } = fake.fail({ method: "GET", path: /^\/networks$/, answer: "never" });
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
  try {
    const first = errorOf(lists.at(engine, undefined));
    await struck;
    jest.advanceTimersByTime(10_000);
    const names = async (): Promise<string[]> => (await lists.at(engine, undefined)).map(({ Name }) => Name);
    expect(await names()).toEqual(["ingress"]);
    jest.advanceTimersByTime(15_000);
    expect(meaningOf(await first)).toBe("transient");
    // The answer to the second read still serves others.
    expect(await names()).toEqual(["ingress"]);
    expect(paths(fake).filter((path) => path.endsWith("/networks"))).toHaveLength(2);
  } finally {
    jest.useRealTimers();
  }
});

/** Waits until what the fake Engine has sent must have arrived. */
async function arrival(): Promise<undefined> {
  const end = performance.now() + 100;
  while (performance.now() < end) await new Promise(setImmediate);
  return undefined;
}

describe("A daemon that restarts", () => {
  test("is waited for by every request, because none was sent", async () => {
    const engine = new Engine({ host: fake.host });
    await engine.info();
    const back = fake.restart(400);

    await engine.createNetwork({ Name: "a", Driver: "overlay" });
    await back;
    expect(fake.changes).toEqual(["POST /networks/create"]);
  });

  test("is waited for until the user cancels", async () => {
    const engine = new Engine({ host: fake.host });
    await engine.info();
    const back = fake.restart(1000);

    const { message } = await errorOf(engine.listNetworks(undefined, AbortSignal.timeout(100)));
    expect(message).toContain("aborted due to timeout");
    await back;
  });
});

describe("A swarm without a leader", () => {
  test.each([
    [503, "The swarm does not have a leader. It's possible that too few managers are online."],
    [500, "rpc error: code = DeadlineExceeded desc = context deadline exceeded"],
    [503, "rpc error: code = Unavailable desc = connection error"],
  ])("is waited for by a request that changes nothing: %s %s", async (status, message) => {
    fake.fail({ method: "GET", path: /^\/services$/, answer: { status, message }, times: 2 });

    expect(await new Engine({ host: fake.host }).listServices()).toEqual([]);
  });

  test("leaves unknown whether a change was carried out", async () => {
    const message = "rpc error: code = DeadlineExceeded desc = context deadline exceeded";
    fake.fail({ method: "POST", path: /create/, carriedOut: true, answer: { status: 500, message } });
    const error = await errorOf(new Engine({ host: fake.host }).createNetwork({ Name: "a", Driver: "overlay" }));

    expect(meaningOf(error)).toBe("outcomeUnknown");
    expect(fake.changes).toEqual(["POST /networks/create"]);
  });
});

test("A signal ends a request at once, with the signal's reason", async () => {
  fake.fail({ path: /^\/networks$/, answer: "never" });
  const controller = new AbortController();
  const call = errorOf(new Engine({ host: fake.host }).listNetworks(undefined, controller.signal));
  setTimeout(() => {
    controller.abort(new Error("enough"));
  }, 20);

  expect((await call).message).toBe("enough");
});

describe("The Engine's refusals", () => {
  test("are distinguished by their meaning", async () => {
    const engine = new Engine({ host: fake.host });
    const { id } = await engine.createNetwork({ Name: "a", Driver: "overlay" });
    const template = { ContainerSpec: { Image: "x" }, Networks: [{ Target: "a" }] };
    const service = await engine.createService({ Name: "s", TaskTemplate: template });

    const conflict = await errorOf(engine.createNetwork({ Name: "a" }));
    const inUse = await errorOf(engine.removeNetwork(id));
    const stale = await errorOf(engine.updateService(service.id, 1, { Name: "s", TaskTemplate: template }));
    const missing = await errorOf(engine.inspectNetwork("b"));

    expect([conflict, inUse, stale, missing].map(meaningOf)).toEqual(["nameTaken", "inUse", "stale", "notFound"]);
    expect([inUseBy(inUse), inUseBy(conflict)]).toEqual([{ kind: "service", id: service.id }, undefined]);
    expect(conflict.message).toBe("POST /networks/create (HTTP 409): network with name a already exists");
  });

  test("by a daemon that is not a manager name the command that helps", async () => {
    const worker = await FakeEngine.start({ manager: false });
    const error = await errorOf(new Engine({ host: worker.host }).listServices());
    await worker.stop();

    expect(meaningOf(error)).toBe("notManager");
    expect(error.message).toBe(
      'GET /services (HTTP 503): This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to ' +
        "connect this node to swarm and try again. The provider needs a manager of a swarm: run 'docker swarm init' " +
        `on ${worker.host}, or set 'docker:host' to a manager.`,
    );
  });
});

test("A registry's credentials are sent in the header, as URL-safe base64", async () => {
  const auth = { username: "u", password: "p?>~ÿ", serveraddress: "registry.example:5000" };
  const engine = new Engine({ host: fake.host, registries: new Map([["registry.example:5000", auth]]) });
  await engine.createService(
    { Name: "s", TaskTemplate: { ContainerSpec: { Image: "registry.example:5000/a:1" } } },
    engine.registryAuth("registry.example:5000/a:1"),
  );
  const header = fake.requests.at(-1)?.headers["x-registry-auth"];

  expect(header).toMatch(/^[\w=-]+$/);
  expect(JSON.parse(Buffer.from(String(header), "base64url").toString("utf8"))).toEqual(auth);
  expect(engine.registryAuth("nginx:1")).toBeUndefined();
});

describe("Over the network", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "certificates-"));
    makeCertificates(folder, "127.0.0.1");
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function file(name: string): string {
    return readFileSync(join(folder, name), "utf8");
  }

  /** A daemon that asks its clients for a certificate, as `dockerd --tlsverify` does. */
  async function tlsDaemon(): Promise<{ port: number; close: () => void }> {
    const options = {
      ca: file("ca.pem"),
      cert: file("server-cert.pem"),
      key: file("server-key.pem"),
      requestCert: true,
    };
    const server = createTlsServer(options, (request, response) => {
      response.setHeader("Api-Version", "1.41");
      response.end(request.url === "/_ping" ? "OK" : "[]");
    });
    await listening(server);
    return {
      port: (server.address() as AddressInfo).port,
      close: () => {
        server.closeAllConnections();
        server.close();
      },
    };
  }

  test("TLS works with a folder of certificates and with their text", async () => {
    const daemon = await tlsDaemon();
    const host = `tcp://127.0.0.1:${daemon.port}`;
    const material = { caMaterial: file("ca.pem"), certMaterial: file("cert.pem"), keyMaterial: file("key.pem") };
    const answers = await Promise.all([
      new Engine({ host, certPath: folder }).listNetworks(),
      new Engine({ host, ...material }).listNetworks(),
    ]);
    daemon.close();

    expect(answers).toEqual([[], []]);
  });

  test("without the right certificates, the error names them", async () => {
    const daemon = await tlsDaemon();
    const strange = await errorOf(new Engine({ host: `https://127.0.0.1:${daemon.port}` }).listNetworks());
    const plain = await errorOf(new Engine({ host: `tcp://127.0.0.1:${daemon.port}` }).listNetworks());
    daemon.close();

    expect([strange.message, plain.message]).toEqual([
      `GET /_ping: no answer from the Engine at https://127.0.0.1:${daemon.port} (self-signed certificate in ` +
        "certificate chain). The TLS handshake failed: check caMaterial, certMaterial and keyMaterial (or certPath), " +
        "and that the certificate names this host.",
      `GET /_ping: no answer from the Engine at tcp://127.0.0.1:${daemon.port} (socket hang up). The daemon closed ` +
        "the connection. If it uses TLS, give 'docker:certPath', or caMaterial, certMaterial and keyMaterial.",
    ]);
  });

  test("ssh runs the same command as Docker's CLI, with the user's options first, over one connection", async () => {
    const ssh = join(folder, "ssh");
    const log = join(folder, "ssh.log");
    // Replaces `docker system dial-stdio` on the other machine.
    writeFileSync(
      ssh,
      `#!${process.execPath}\n` +
        `require("fs").appendFileSync(${JSON.stringify(log)}, JSON.stringify(process.argv.slice(2)) + "\\n");\n` +
        `const socket = require("net").connect(${JSON.stringify(fake.host.slice("unix://".length))});\n` +
        "process.stdin.pipe(socket).pipe(process.stdout);\n",
    );
    chmodSync(ssh, 0o755);
    const path = process.env.PATH;
    process.env.PATH = `${folder}:${path ?? ""}`;
    try {
      const engine = new Engine({ host: "ssh://me@manager.example:2222", sshOpts: ["-i", "/keys/id"] });
      const names = (await engine.listNetworks()).map(({ Name }) => Name);
      await engine.createNetwork({ Name: "a", Driver: "overlay" });

      expect(names).toEqual(["ingress"]);
      expect(fake.networks.all.map(({ Name }) => Name)).toEqual(["ingress", "a"]);
      expect(
        readFileSync(log, "utf8")
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as unknown),
      ).toEqual([
        [
          ...["-i", "/keys/id", "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=30", "-l", "me", "-p", "2222"],
          ...["--", "manager.example", "docker", "system", "dial-stdio"],
        ],
      ]);
    } finally {
      process.env.PATH = path;
    }
  });

  test("when ssh fails, the error quotes its message and says what ssh needs", async () => {
    writeFileSync(join(folder, "ssh"), "#!/bin/sh\necho 'Permission denied (publickey).' >&2\nexit 255\n");
    chmodSync(join(folder, "ssh"), 0o755);
    const path = process.env.PATH;
    process.env.PATH = `${folder}:${path ?? ""}`;
    try {
      const { message } = await errorOf(new Engine({ host: "ssh://manager.example" }).listNetworks());

      expect(message).toBe(
        "GET /_ping: no answer from the Engine at ssh://manager.example (ssh ended with 255: Permission denied " +
          "(publickey).). The provider runs 'ssh … docker system dial-stdio': it must be able to log in without a " +
          "prompt, and that user must have access to docker there. 'docker:sshOpts' adds options.",
      );
    } finally {
      process.env.PATH = path;
    }
  });
});

async function listening<T extends Server>(server: T): Promise<T> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

test("The swarm's settings include its root certificate, and its join tokens are not part of them", async () => {
  expect(await new Engine({ host: fake.host }).swarm()).toEqual({
    ID: "swarm",
    Version: { Index: 10 },
    DefaultAddrPool: ["10.0.0.0/8"],
    SubnetSize: 24,
    DataPathPort: 4789,
    Spec: {
      CAConfig: { NodeCertExpiry: 7_776_000_000_000_000 },
      EncryptionConfig: { AutoLockManagers: false },
      Dispatcher: { HeartbeatPeriod: 5_000_000_000 },
    },
    TLSInfo: { TrustRoot: "-----BEGIN CERTIFICATE-----" },
    RootRotationInProgress: false,
  });
});

test("Behind a proxy that refuses to show join tokens, the swarm's settings come from the daemon's info", async () => {
  const cluster = { ID: "swarm", Version: { Index: 10 }, DefaultAddrPool: ["10.0.0.0/8"], SubnetSize: 24 };
  const answer: RequestListener = ({ url = "" }, response) => {
    response.setHeader("api-version", "1.41");
    response.statusCode = url.includes("/swarm") ? 403 : 200;
    response.end(JSON.stringify(url.endsWith("/info") ? { Swarm: { Cluster: cluster } } : {}));
  };
  const proxy = await listening(createServer(answer));
  try {
    const engine = new Engine({ host: `tcp://127.0.0.1:${(proxy.address() as AddressInfo).port}` });
    expect(await engine.swarm()).toMatchObject(cluster);
    expect(await errorOf(engine.joinTokens())).toMatchObject({ status: 403 });
  } finally {
    proxy.close();
  }
});

test.each(["unix:///run/docker.sock", "tcp://192.0.2.1:2375", "https://192.0.2.1", "ssh://deploy@192.0.2.1"])(
  "docker-modem does not render the sockets of a connection to %s for each request",
  (host) => {
    const { agent } = connectionTo({ host }).options;
    expect(inspect({ agent }, { showHidden: true, depth: null })).toMatch(/^\{ agent: \w*Agent \}$/);
  },
);
