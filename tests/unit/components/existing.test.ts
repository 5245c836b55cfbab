import * as pulumi from "@pulumi/pulumi";
import { OverlayNetwork, SwarmConfig, SwarmSecret, SwarmService } from "../../../components";
import { runProgram, runRefusedProgram } from "./program";

const image = "nginx:1.29";
const stack = { name: "shop" };

// A refused program has not waited for its resources.
afterEach(() => pulumi.runtime.disconnect());

/** The Engine's answer about the network `proxy`, and the number of questions about it. */
function engineWith(scope: string): { asked: () => number; call: pulumi.runtime.Mocks["call"] } {
  let asked = 0;
  return {
    asked: () => asked,
    call: ({ token, inputs }: pulumi.runtime.MockCallArgs) => {
      if (token !== "docker:index/getNetwork:getNetwork") throw new Error(`Unplanned call: ${token}`);
      asked++;
      const driver = scope === "swarm" ? "overlay" : "bridge";
      return { id: "proxy-id", name: (inputs as { name: string }).name, scope, driver };
    },
  };
}

test("A service in a stack joins an existing network by its id, which is looked up once", async () => {
  const { asked, call } = engineWith("swarm");
  const { docker } = await runProgram(
    () => {
      const proxy = OverlayNetwork.existing("proxy");
      new SwarmService("api", { stack, image, networks: [proxy] });
      new SwarmService("web", { stack, image, networks: [proxy.attach({ aliases: ["shop"] })] });
      return proxy.name;
    },
    { call },
  );
  const networks = docker.map(({ inputs }) => (inputs as { taskSpec: { networksAdvanceds: unknown } }).taskSpec);
  expect(networks.map(({ networksAdvanceds }) => networksAdvanceds)).toEqual([
    [{ id: "proxy-id", aliases: ["api"] }],
    [{ id: "proxy-id", aliases: ["shop", "web"] }],
  ]);
  expect(asked()).toBe(1);
});

test("The network 'host' of every node is used by its name, without an alias and without a question", async () => {
  const { docker } = await runProgram(() => {
    new SwarmService("agent", { stack, image, networks: [OverlayNetwork.existing("host")] });
  });
  expect(docker[0]?.inputs).toMatchObject({ taskSpec: { networksAdvanceds: [{ id: "host" }] } });
});

test("An existing network of one node is refused before a service is created", async () => {
  const { errors, docker } = await runRefusedProgram(
    () => new SwarmService("api", { image, networks: [OverlayNetwork.existing("local")] }),
    engineWith("local"),
  );
  // The SDK begins with the properties that the id is on its way to.
  expect(errors.map((error) => error.slice(error.indexOf("OverlayNetwork")))).toEqual([
    `OverlayNetwork.existing("local"): the network exists only on one node (driver "bridge", scope "local"), so ` +
      `services cannot attach to it. Use a network with the driver "overlay".`,
  ]);
  expect(docker).toEqual([]);
});

test("A service gets an existing secret and config as files, with their names in the swarm", async () => {
  const { docker } = await runProgram(() => {
    const secrets = [SwarmSecret.existing("tls-key")];
    const configs = [SwarmConfig.existing("site").mount({ fileName: "/etc/site.conf", mode: 0o400 })];
    new SwarmService("api", { stack, image, networks: [], secrets, configs });
  });
  expect(docker.find(({ name }) => name === "api")?.inputs).toMatchObject({
    taskSpec: {
      containerSpec: {
        secrets: [{ secretId: "tls-key", fileUid: "0", fileGid: "0", fileMode: 0o444 }],
        configs: [{ configId: "site", fileName: "/etc/site.conf", fileMode: 0o400 }],
      },
    },
  });
});
