import type { Draft } from "./draft";
import { isPresent } from "./draft";
import type { Problem } from "./problem";
import { under } from "./problem";
import { listOf, recordOf, show, textOf, wholeNumberOf } from "./typed";

/** A port of a service, as in `endpointSpec.ports` of the docker package. */
export interface Port {
  /** The port inside the task, 1 to 65535. */
  readonly targetPort: number;
  /** The port on the nodes, 1 to 65535. @default 0 - chosen by Swarm */
  readonly publishedPort?: number;
  /** `tcp`, `udp` or `sctp`. @default "tcp" */
  readonly protocol?: string;
  /** `ingress` (every node) or `host` (nodes with a task). @default "ingress" */
  readonly publishMode?: string;
  readonly name?: string;
}

/** How clients reach a service, as in `endpointSpec` of the docker package. */
export interface Endpoint {
  /** `vip` or `dnsrr`. @default "vip" */
  readonly mode?: string;
  readonly ports?: readonly Port[];
}

const protocols: readonly string[] = ["tcp", "udp", "sctp"];
const publishModes: readonly string[] = ["ingress", "host"];
const endpointModes: readonly string[] = ["vip", "dnsrr"];

/**
 * Checks the ports of one service: their form, and that no port is published twice with the same protocol, in any mode.
 */
export function checkPorts(ports: Draft<readonly Port[]>): Problem[] {
  const problems: Problem[] = [];
  const published = new Map<string, number>();
  listOf(ports, "", "ports", problems).forEach((entry, i) => {
    const port = recordOf(entry, `[${i}]`, "port", problems);
    checkNumber(port["targetPort"], 1, `[${i}].targetPort`, "targetPort", problems);
    const number = checkNumber(port["publishedPort"], 0, `[${i}].publishedPort`, "publishedPort", problems);
    // The Engine silently reads an unknown word as tcp and ingress.
    const protocol = oneOf(port["protocol"], protocols, `[${i}].protocol`, "protocol", problems);
    oneOf(port["publishMode"], publishModes, `[${i}].publishMode`, "publishMode", problems);
    const unclear = protocol === undefined && port["protocol"] !== undefined && port["protocol"] !== null;
    if (number === undefined || number === 0 || unclear) return;
    const key = `${number}/${protocol ?? "tcp"}`;
    const first = published.get(key);
    if (first === undefined) published.set(key, i);
    else {
      problems.push({
        path: `[${i}].publishedPort`,
        reason:
          `'publishedPort' ${key} is published twice, here and by [${first}]. A service can publish a port once per ` +
          `protocol, in ingress or in host mode. Use another port, or leave 'publishedPort' out to let Swarm choose ` +
          `one.`,
      });
    }
  });
  return problems;
}

/**
 * Checks the endpoint of one service: its ports, and that none is published through the ingress without a virtual IP.
 */
export function checkEndpoint(endpoint: Draft<Endpoint>): Problem[] {
  const problems: Problem[] = [];
  const { mode, ports } = recordOf(endpoint, "", "endpointSpec", problems);
  const known = oneOf(mode, endpointModes, "mode", "mode", problems);
  problems.push(...under("ports", checkPorts(ports as Draft<readonly Port[]>)));
  if (known !== "dnsrr") return problems;
  listOf(ports, "ports", "ports", []).forEach((entry, i) => {
    if (!isPresent(entry)) return;
    const { publishMode, ...port } = recordOf(entry, "", "port", []);
    if (publishMode !== "ingress" && publishMode !== undefined && publishMode !== null) return;
    const which = isPresent(port["targetPort"]) ? ` of port ${show(port["targetPort"])}` : "";
    const given = publishMode === "ingress" ? `"ingress"` : `"ingress" (the default)`;
    problems.push({
      path: `ports[${i}].publishMode`,
      reason:
        `'publishMode' ${given}${which} needs a virtual IP, but the endpoint mode "dnsrr" has none. ` +
        `Use publishMode "host", or the endpoint mode "vip".`,
    });
  });
  return problems;
}

function checkNumber(
  value: unknown,
  lowest: 0 | 1,
  path: string,
  name: string,
  problems: Problem[],
): number | undefined {
  const number = wholeNumberOf(value, path, name, "8080", problems);
  if (number === undefined || (number >= lowest && number <= 65535)) return number;
  const choice = lowest === 0 ? ", or leave it out to let Swarm choose one" : "";
  problems.push({ path, reason: `'${name}' ${number} is not a port. Use 1 to 65535${choice}.` });
  return undefined;
}

function oneOf(
  value: unknown,
  allowed: readonly string[],
  path: string,
  name: string,
  problems: Problem[],
): string | undefined {
  const text = textOf(value, path, name, show(allowed[0]), problems);
  if (text === undefined || allowed.includes(text)) return text;
  const likely = allowed.find((word) => word === text.trim().toLowerCase());
  const fix = likely === undefined ? `Use ${allowed.map(show).join(" or ")}.` : `Did you mean ${show(likely)}?`;
  problems.push({ path, reason: `'${name}' ${show(text)} is not one of ${allowed.map(show).join(", ")}. ${fix}` });
  return undefined;
}
