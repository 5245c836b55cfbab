import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineSettings } from "../../../provider/configuration/configuration";
import type { Environment } from "../../../provider/configuration/environment";
import { ConfigurationError } from "../../../provider/configuration/configurationError";
import { registryOf } from "../../../provider/engine/registry";
import type { RegistryAuth } from "../../../provider/engine/types";
import type { Properties } from "../../../provider/handler/properties";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "docker-config-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function connection(config: Properties, environment: Environment): object {
  const { registries, ...settings } = engineSettings(config, environment);
  expect(registries).toEqual(new Map());
  return settings;
}

describe("The daemon", () => {
  test.each<[string, Properties, Environment, Record<string, unknown>]>([
    ["is docker's own when nothing names one", {}, {}, {}],
    ["is DOCKER_HOST's when the configuration names none", {}, { DOCKER_HOST: "tcp://a:1" }, { host: "tcp://a:1" }],
    [
      "is the configuration's before DOCKER_HOST's",
      { host: "unix:///b" },
      { DOCKER_HOST: "tcp://a:1" },
      { host: "unix:///b" },
    ],
    ["is not taken from empty texts", { host: "" }, { DOCKER_HOST: "" }, {}],
    ["has its certificates where DOCKER_CERT_PATH says", {}, { DOCKER_CERT_PATH: "/c" }, { certPath: "/c" }],
    [
      "has them in docker's own folder for DOCKER_TLS_VERIFY alone",
      {},
      { DOCKER_TLS_VERIFY: "1", DOCKER_CONFIG: "/d" },
      { certPath: "/d" },
    ],
    ["is reached with ssh options that travel as JSON", { sshOpts: '["-i","k"]' }, {}, { sshOpts: ["-i", "k"] }],
    [
      "ignores DOCKER_CONTEXT when a host is named",
      { host: "unix:///b" },
      { DOCKER_CONTEXT: "c" },
      { host: "unix:///b" },
    ],
    ["is docker's own in the context 'default'", { context: "default" }, {}, {}],
  ])("%s", (_what, config, environment, expected) => {
    expect(connection(config, environment)).toEqual(expected);
  });

  test("can come from a docker context, with its certificates", () => {
    const hash = createHash("sha256").update("remote").digest("hex");
    mkdirSync(join(folder, "contexts", "meta", hash), { recursive: true });
    mkdirSync(join(folder, "contexts", "tls", hash, "docker"), { recursive: true });
    const meta = { Name: "remote", Endpoints: { docker: { Host: "tcp://a:2376" } } };
    writeFileSync(join(folder, "contexts", "meta", hash, "meta.json"), JSON.stringify(meta));

    expect(connection({ context: "remote", host: "unix:///b" }, { DOCKER_CONFIG: folder })).toEqual({
      host: "tcp://a:2376",
      certPath: join(folder, "contexts", "tls", hash, "docker"),
    });
  });
});

describe("A registry's credentials", () => {
  const encoded = Buffer.from("ann:pa:ss").toString("base64");
  const auths = {
    "https://index.docker.io/v1/": { auth: encoded },
    "r.example:5000": { auth: encoded, identitytoken: "t" },
  };

  function registries(entry: Properties, environment: Environment = {}): [string, RegistryAuth][] {
    return [...(engineSettings({ registryAuth: [entry] }, environment).registries ?? [])];
  }

  test("are the given user name and password", () => {
    expect(registries({ address: "https://R.example/", username: "u", password: "p" })).toEqual([
      ["r.example", { username: "u", password: "p", serveraddress: "https://R.example/" }],
    ]);
  });

  test("come from the environment as for the official plugin", () => {
    const environment = { DOCKER_REGISTRY_USER: "u", DOCKER_REGISTRY_PASS: "p" };

    expect(registries({ address: "r.example" }, environment)).toEqual([
      ["r.example", { username: "u", password: "p", serveraddress: "r.example" }],
    ]);
  });

  test("come from docker's config file, with any spelling of Docker Hub", () => {
    writeFileSync(join(folder, "config.json"), JSON.stringify({ auths }));

    expect(registries({ address: "docker.io" }, { DOCKER_CONFIG: folder })).toEqual([
      ["docker.io", { username: "ann", password: "pa:ss", serveraddress: "docker.io" }],
    ]);
  });

  test("are a token if docker login got one", () => {
    const entry = { address: "r.example:5000", configFileContent: JSON.stringify({ auths }) };

    expect(registries(entry)).toEqual([["r.example:5000", { identitytoken: "t", serveraddress: "r.example:5000" }]]);
  });

  test("come from a credential helper", () => {
    const helper = join(folder, "docker-credential-test");
    writeFileSync(helper, '#!/bin/sh\nread server\necho "{\\"Username\\":\\"u\\",\\"Secret\\":\\"for $server\\"}"\n');
    chmodSync(helper, 0o755);
    const path = process.env.PATH;
    process.env.PATH = `${folder}:${path ?? ""}`;
    try {
      const content = JSON.stringify({ credHelpers: { "r.example": "test" } });

      expect(registries({ address: "r.example", configFileContent: content })).toEqual([
        ["r.example", { username: "u", password: "for r.example", serveraddress: "r.example" }],
      ]);
    } finally {
      process.env.PATH = path;
    }
  });

  test("are absent if the entry says so", () => {
    expect(registries({ address: "r.example", authDisabled: true })).toEqual([]);
  });

  test.each<[string, Properties, string]>([
    [
      "nothing gives any",
      { address: "r.example" },
      "'registryAuth[0]' gives no user name and password for \"r.example\", and /none/config.json does not exist.",
    ],
    [
      "the file does not know the registry",
      { address: "r.example", configFileContent: "{}" },
      "configFileContent has no credentials for \"r.example\". Run 'docker login r.example', or give 'username' and " +
        "'password'.",
    ],
    [
      "the file is not there",
      { address: "r.example", configFile: "/none/x" },
      "'registryAuth[0].configFile' \"/none/x\" cannot be read.",
    ],
    [
      "the content is not JSON",
      { address: "r.example", configFileContent: "hush" },
      "'registryAuth[0].configFileContent' is not a docker config file in JSON.",
    ],
  ])("are requested when %s", (_what, entry, message) => {
    let refusal: unknown;
    try {
      registries(entry, { DOCKER_CONFIG: "/none" });
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(ConfigurationError);
    expect((refusal as ConfigurationError).message).toBe(message);
  });
});

test.each([
  ["nginx", "docker.io"],
  ["library/nginx:1", "docker.io"],
  [`registry.example/app@sha256:${"0".repeat(64)}`, "registry.example"],
  ["registry.example:5000/team/app:1", "registry.example:5000"],
  ["localhost/app", "localhost"],
  ["index.docker.io/library/nginx", "docker.io"],
])("The image %s comes from %s", (image, registry) => {
  expect(registryOf(image)).toBe(registry);
});
