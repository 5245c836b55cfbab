import type { InspectedPort, ServiceInspection } from "../../swarm/inspection";
import { table } from "../table";
import { taskCount } from "../taskCount";
import { joined, labelRows, rowsOf } from "./rows";

/** A service and its tasks, as text for a terminal. */
export function serviceTables(service: ServiceInspection): string {
  return joined([
    table(
      [],
      rowsOf([
        ["service", service.name],
        ["id", service.id],
        ["image", service.image],
        ["mode", service.mode],
        ["tasks", taskCount(service)],
        ["endpoint mode", service.endpointMode],
        ["ports", portText(service.ports)],
        ["last update", service.update],
        ...labelRows(service.labels),
      ]),
    ),
    table(
      ["NETWORK", "VIRTUAL IP", "ALIASES"],
      service.networks.map(({ name, virtualIp = "", aliases }) => [name, virtualIp, aliases.join(" ")]),
    ),
    table(
      ["TASK", "NODE", "STATE", "ADDRESSES", "PORTS", ""],
      service.tasks.map(({ name, node = "", state, desiredState, addresses, ports, message = "" }) => [
        name,
        node,
        state === desiredState ? state : `${state}, to be ${desiredState}`,
        addresses.map(({ network, address }) => `${address} ${network}`).join(", "),
        portText(ports),
        state === "running" ? "" : message,
      ]),
    ),
  ]);
}

function portText(ports: readonly InspectedPort[]): string {
  return ports
    .map(
      ({ publishedPort, targetPort, protocol, publishMode }) =>
        `${publishedPort === 0 ? "any" : publishedPort}->${targetPort}/${protocol} ${publishMode}`,
    )
    .join(", ");
}
