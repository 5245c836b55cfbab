import type { Answer } from "./reach";
import type { ServiceView, StackView } from "./stackView";
import { table } from "./table";

/** The networks, services and addresses of a stack, as text for a terminal. */
export function formatReport(view: StackView, answers: readonly Answer[]): string {
  return [formatNetworks(view), formatServices(view), formatAnswers(answers)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function formatNetworks(view: StackView): string {
  return table(
    ["NETWORK", "IN THE SWARM", "SUBNETS", ""],
    view.networks.map((network) => [
      network.name,
      network.networkName,
      network.subnets.join(" "),
      network.traits.join(", "),
    ]),
  );
}

function formatServices(view: StackView): string {
  return table(
    ["SERVICE", "RUNNING", "ON", "NETWORKS", "PORTS"],
    view.services.map((service) => [
      service.name,
      `${service.running.length}/${service.replicas ?? service.mode}`,
      formatNodes(service),
      service.networks.join(" "),
      service.ports
        .map((port) => `${port.publishedPort}->${port.targetPort}/${port.protocol} ${port.publishMode}`)
        .join(", "),
    ]),
  );
}

function formatNodes(service: ServiceView): string {
  const tasks = new Map<string, number>();
  for (const { node } of service.running) tasks.set(node, (tasks.get(node) ?? 0) + 1);
  return Array.from(tasks, ([node, count]) => (count === 1 ? node : `${node} ×${count}`)).join(" ");
}

function formatAnswers(answers: readonly Answer[]): string {
  if (answers.length === 0) return "";
  const reached = answers.filter((answer) => answer.firstLine !== undefined);
  const silent = answers.filter((answer) => answer.firstLine === undefined);
  const lines = [
    table(
      ["REACH IT AT", "SERVICE", "ANSWERS"],
      reached.map(({ url, service, firstLine }) => [url, service, firstLine ?? ""]),
    ),
  ];
  for (const mode of ["ingress", "host"]) {
    const urls = silent.filter((answer) => answer.publishMode === mode).map(({ url }) => url);
    if (urls.length > 0) lines.push(`No answer at ${urls.join(" ")}${reason(mode)}`);
  }
  return lines.filter((line) => line !== "").join("\n");
}

function reason(publishMode: string): string {
  return publishMode === "ingress"
    ? ": the routing mesh needs IPVS (ip_vs) in the kernel of the nodes; a port published in host mode does not."
    : ". Check that this machine can reach the address of the node.";
}
