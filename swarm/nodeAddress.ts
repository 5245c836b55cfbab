import { parseAddress } from "./cidr";
import type { Problem } from "./problem";
import { show, textOf } from "./typed";

/** The default port of the control plane. */
export const controlPort = 2377;

/** The address at which a node listens or is reached: an IP address or the name of an interface, and a port. */
export interface NodeAddress {
  readonly host: string;
  readonly port?: number;
}

/** The form that an address must have. */
export interface NodeAddressForm {
  /** Whether it has a port. */
  readonly port: "required" | "possible" | "refused";
  /** Whether it may be 0.0.0.0, all addresses of the node. */
  readonly any: boolean;
  /** A valid address, for messages. */
  readonly example: string;
}

/**
 * The parts of `10.0.0.1:2377`, `[fd00::1]:2377`, `eth0:2377` or any of them without a port; `undefined` for anything
 * else.
 */
export function parseNodeAddress(text: string): NodeAddress | undefined {
  const match = /^(?:\[(?<ipv6>[0-9A-Fa-f:.]+)\]|(?<name>[A-Za-z0-9][\w.-]*))(?::(?<port>\d{1,5}))?$/.exec(text);
  const groups: Partial<Record<string, string>> | undefined = match?.groups;
  const host = groups?.ipv6 ?? groups?.name;
  if (host === undefined || groups === undefined) return undefined;
  // Digits and dots are meant as an IP address.
  if (/^[\d.]+$/.test(host) && parseAddress(host) === undefined) return undefined;
  if (groups.port === undefined) return { host };
  const port = Number(groups.port);
  return port >= 1 && port <= 65535 ? { host, port } : undefined;
}

/** Whether a host is an IP address, not an interface, so that it can be compared with what the swarm reports. */
export function isIpAddress(host: string): boolean {
  return parseAddress(host) !== undefined || host.includes(":");
}

/**
 * Checks an address of a node, if it is present.
 *
 * @param name its name in the message, e.g. `advertiseAddress`
 */
export function checkNodeAddress(value: unknown, path: string, name: string, form: NodeAddressForm): Problem[] {
  const problems: Problem[] = [];
  const text = textOf(value, path, name, `"${form.example}"`, problems);
  if (text === undefined) return problems;
  const problem = (what: string): Problem[] => [{ path, reason: `'${name}' ${show(text)} ${what}` }];
  const address = parseNodeAddress(text);
  if (address === undefined) {
    const likely = text.replace(/\/\d+$/, "");
    const fix = likely !== text && parseNodeAddress(likely) !== undefined ? `Did you mean "${likely}"?` : undefined;
    const port = { required: ", with a port", possible: ", with or without a port", refused: "" }[form.port];
    const what = `is neither an IP address nor the name of an interface${port}. `;
    return problem(what + (fix ?? `Use e.g. "${form.example}".`));
  }
  if (!form.any && address.host === "0.0.0.0") {
    return problem(
      `stands for all addresses, but other nodes must be able to reach this one. Use a single address, e.g. ` +
        `"${form.example}".`,
    );
  }
  if (form.port === "required" && address.port === undefined) {
    return problem(`has no port. Did you mean "${text}:${controlPort}"?`);
  }
  if (form.port === "refused" && address.port !== undefined) {
    const fix = `Did you mean "${text.slice(0, text.lastIndexOf(":"))}"? All nodes of a swarm use its 'dataPathPort'.`;
    return problem(`has a port. ${fix}`);
  }
  return problems;
}
