/**
 * The addresses that the name of a service resolves to: one virtual IP that balances the load, or the addresses of its
 * tasks in turn.
 *
 * @example
 * import { EndpointMode, OverlayNetwork, SwarmService } from "pulumi-swarm-networking";
 *
 * const data = new OverlayNetwork("data");
 *
 * new SwarmService("db", { image: "postgres:17.6", networks: [data.attach()], endpointMode: EndpointMode.Dnsrr });
 */
export const EndpointMode = {
  /** One virtual IP address for the service, which balances connections. */
  Vip: "vip",
  /** DNS round robin: the name of the service resolves to the addresses of its tasks. */
  Dnsrr: "dnsrr",
} as const;
export type EndpointMode = (typeof EndpointMode)[keyof typeof EndpointMode];
