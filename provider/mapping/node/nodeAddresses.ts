import { controlPort, isIpAddress, parseNodeAddress } from "../../../swarm/nodeAddress";

/** The Engine's default listen address. */
export const defaultListenAddress = `0.0.0.0:${controlPort}`;

/** An address with its port, which is the default port if none is given. */
export function withPort(given: string): string {
  const { host, port = controlPort } = parseNodeAddress(given) ?? { host: given };
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The host of an address; `undefined` if it is the name of an interface. */
export function ipOf(given: string | undefined): string | undefined {
  const host = given === undefined ? undefined : parseNodeAddress(given)?.host;
  return host !== undefined && isIpAddress(host) ? host : undefined;
}
