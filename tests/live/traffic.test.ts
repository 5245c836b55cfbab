import { OverlayNetwork, PublishMode, EndpointMode, SwarmService } from "../../components";
import { Engine } from "../../provider/engine/engine";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

// Uses DNS round robin and host-mode ports, because VIPs and the routing mesh need IPVS, which not every kernel has.
const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const hostPort = 18081;
let live: LiveStack;

function program(attachFrontToReports: boolean) {
  return (): Promise<Record<string, unknown>> => {
    const backend = new OverlayNetwork("backend", { subnets: [{ subnet: "10.210.1.0/24" }] });
    const reports = new OverlayNetwork("reports", { subnets: [{ subnet: "10.210.2.0/24" }] });
    const api = new SwarmService("traffic-api", {
      image: lab.image,
      replicas: lab.nodes.length,
      maxReplicasPerNode: 1,
      endpointMode: EndpointMode.Dnsrr,
      networks: [backend.attach({ aliases: ["orders"] })],
    });
    const report = new SwarmService("traffic-report", {
      image: lab.image,
      endpointMode: EndpointMode.Dnsrr,
      networks: [reports.attach()],
    });
    const front = new SwarmService("traffic-front", {
      image: lab.image,
      replicas: lab.nodes.length,
      endpointMode: EndpointMode.Dnsrr,
      networks: attachFrontToReports ? [backend.attach(), reports.attach()] : [backend.attach()],
      ports: [{ targetPort: 8080, publishedPort: hostPort, publishMode: PublishMode.Host }],
      updateConfig: { monitor: "500ms" },
    });
    return Promise.resolve({ front: front.id, api: api.id, report: report.id });
  };
}

beforeAll(async () => {
  live = await createLiveStack("traffic", lab.dockerHost, program(false));
  await live.stack.up();
});

afterAll(async () => {
  await live.remove();
});

/** The response that the front task on a node gets from `url`. */
async function askThrough(address: string, url: string): Promise<string> {
  const response = await fetch(`http://${address}:${hostPort}/fetch?url=${encodeURIComponent(url)}`);
  return response.text();
}

test("A task on each node reaches the tasks on all other nodes by the alias of their service", async () => {
  const tasks = await engine.listTasks({ service: ["traffic-api"], "desired-state": ["running"] });
  const containers = tasks.map((task) => task.Status.ContainerStatus?.ContainerID?.slice(0, 12)).sort();
  for (const { address } of lab.nodes) {
    const addresses = await (await fetch(`http://${address}:${hostPort}/lookup?name=orders`)).text();
    const answers = await Promise.all(
      addresses
        .trim()
        .split("\n")
        .map((ip) => askThrough(address, `http://${ip}:8080/`)),
    );
    expect(answers.map((answer) => answer.trim().split("\n").at(-1)).sort()).toEqual(containers);
  }
});

test("A service cannot resolve the services on a network that it is not attached to", async () => {
  const [node] = lab.nodes;
  const response = await fetch(`http://${node?.address ?? ""}:${hostPort}/lookup?name=traffic-report`);
  expect(response.ok).toBe(false);
});

test("A second network is attached in place, and the service reaches the services on it", async () => {
  const before = await engine.inspectService("traffic-front");
  live.setProgram(program(true));
  const result = await live.upWithResult();
  const after = await engine.inspectService("traffic-front");

  expect(after.ID).toBe(before.ID);
  // The component and the service inside it; the networks, the other services and the stack stay as they are.
  expect(result.summary.resourceChanges).toEqual({ update: 2, same: 9 });
  for (const { address } of lab.nodes) {
    expect(await askThrough(address, "http://traffic-report:8080/health")).toMatch(/ok\s*$/);
  }
  await live.expectQuiet();
});
