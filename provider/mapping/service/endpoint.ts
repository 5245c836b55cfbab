import type { Draft } from "../../../swarm/draft";
import { checkEndpoint, type Endpoint } from "../../../swarm/ports";
import { under } from "../../../swarm/problem";
import type { PortConfig } from "../../engine/types";
import { block } from "../fields/block";
import { recordOf, textOf, type Json } from "../fields/field";
import { oneOf, text, whole } from "../fields/leaf";
import { unordered } from "../fields/unordered";

const port = block(
  {
    name: ["Name", text()],
    // The Engine would silently replace an invalid value by tcp or ingress, so the rules in swarm/ports.ts refuse it.
    protocol: ["Protocol", oneOf(["tcp", "udp", "sctp"], { default: "tcp", sent: true })],
    targetPort: ["TargetPort", whole()],
    // For an absent port or 0, Swarm assigns one and keeps it; the spec does not contain it.
    publishedPort: ["PublishedPort", whole()],
    publishMode: ["PublishMode", oneOf(["ingress", "host"], { default: "ingress", sent: true })],
  },
  { required: ["targetPort"] },
);

/** `8080/tcp`; empty while the target port is unknown. */
function nameOfTarget(targetPort: Json, protocol: Json): string {
  return targetPort === undefined ? "" : `${textOf(targetPort)}/${textOf(protocol)}`;
}

/** As the Engine's own client sorts them (moby api/types/swarm/network.go): by published, target, protocol, mode. */
function order(element: Json): string {
  const { PublishedPort = 0, TargetPort = 0, Protocol = "", PublishMode = "" } = recordOf(element);
  const number = (value: Json): string => textOf(value).padStart(6, "0");
  return [number(PublishedPort), number(TargetPort), Protocol, PublishMode].join(" ");
}

/** Ports in the order in which they are sent. A different order alone would restart tasks. */
export function inOrder(ports: readonly PortConfig[]): PortConfig[] {
  return [...ports].sort((a, b) => (order({ ...a }) < order({ ...b }) ? -1 : 1));
}

/**
 * `endpointSpec`: always sent, as by docker's CLI, because the Engine considers an absent one and `{Mode: "vip"}`
 * different.
 */
export const endpointSpec = block(
  {
    mode: ["Mode", oneOf(["vip", "dnsrr"], { default: "vip", sent: true })],
    ports: [
      "Ports",
      unordered(port, {
        order,
        identities: [
          (element) => nameOfTarget(recordOf(element).TargetPort, recordOf(element).Protocol),
          (element) => textOf(recordOf(element).PublishedPort),
        ],
      }),
    ],
  },
  {
    always: true,
    rule: (path, draft) =>
      under(path, checkEndpoint(draft as Draft<Endpoint>)).map(({ path: property, reason }) => ({ property, reason })),
  },
);
