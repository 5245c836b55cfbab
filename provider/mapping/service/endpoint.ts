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
    // An unknown word would silently become tcp or ingress: the rules of swarm/ports.ts refuse it.
    protocol: ["Protocol", oneOf(["tcp", "udp", "sctp"], { default: "tcp", sent: true })],
    targetPort: ["TargetPort", whole()],
    // Absent or 0: Swarm allots one, and keeps it; the spec stays without.
    publishedPort: ["PublishedPort", whole()],
    publishMode: ["PublishMode", oneOf(["ingress", "host"], { default: "ingress", sent: true })],
  },
  { required: ["targetPort"] },
);

/** `8080/tcp`; empty as long as the target is unknown. */
function nameOfTarget(targetPort: Json, protocol: Json): string {
  return targetPort === undefined ? "" : `${textOf(targetPort)}/${textOf(protocol)}`;
}

/** As the Engine's own client sorts them (moby api/types/swarm/network.go): by published, target, protocol, mode. */
function order(element: Json): string {
  const { PublishedPort = 0, TargetPort = 0, Protocol = "", PublishMode = "" } = recordOf(element);
  const number = (value: Json): string => textOf(value).padStart(6, "0");
  return [number(PublishedPort), number(TargetPort), Protocol, PublishMode].join(" ");
}

/** Ports in the order in which they are sent: another one alone would restart tasks. */
export function inOrder(ports: readonly PortConfig[]): PortConfig[] {
  return [...ports].sort((a, b) => (order({ ...a }) < order({ ...b }) ? -1 : 1));
}

/**
 * `endpointSpec`: always sent, as docker's CLI does; the Engine takes an absent one and `{Mode: "vip"}` for different.
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
