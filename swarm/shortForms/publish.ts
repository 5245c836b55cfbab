import type { Port } from "../ports";
import { show } from "../typed";
import type { Parsed } from "./parsed";
import { parseText, partsOf } from "./parsed";

const forms =
  'Use "8080:80", "53:53/udp", "8000-8002:80-82", "80" to let Swarm choose a port, or ' +
  '"published=8080,target=80,mode=host".';

const protocols: readonly string[] = ["tcp", "udp", "sctp"];

type Refuse = (part: string, position: number, rule: string) => never;

/** Ports from the first to the last. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/**
 * The ports in the short form of a compose file, or in the form of `docker service create --publish`. A range gives
 * several ports. Several ports on the nodes can lead to one port in the task.
 */
export function parsePublish(text: string): Parsed<Port[]> {
  return parseText("publish", text, forms, (refuse) => (text.includes("=") ? long(text, refuse) : short(text, refuse)));
}

function short(text: string, refuse: Refuse): Port[] {
  const slash = text.indexOf("/");
  const numbers = slash === -1 ? text : text.slice(0, slash);
  const protocol = slash === -1 ? "tcp" : protocolOf(text.slice(slash + 1), slash + 1, refuse);
  const [first, second, third] = partsOf(numbers, /:/);
  if (third !== undefined) {
    const address = numbers.slice(0, numbers.indexOf(":", numbers.startsWith("[") ? numbers.indexOf("]") : 0));
    return refuse(
      address,
      0,
      "is not a port: Swarm publishes on all addresses of a node, so an address is not possible",
    );
  }
  if (first === undefined) return refuse(text, 0, "is empty");
  if (second === undefined) {
    return listOf(rangeOf(first.part, first.position, refuse)).map((targetPort) => ({
      targetPort,
      ...other(protocol),
    }));
  }
  const [published, target] = [
    rangeOf(first.part, first.position, refuse),
    rangeOf(second.part, second.position, refuse),
  ];
  const [outside, inside] = [listOf(published), listOf(target)];
  if (inside.length > 1 && inside.length !== outside.length) {
    return refuse(
      second.part,
      second.position,
      `has ${inside.length} ports, and ${show(first.part)} has ${outside.length}: both must have the same number`,
    );
  }
  return outside.map((publishedPort, i) => ({
    targetPort: inside[inside.length === 1 ? 0 : i] ?? target.first,
    publishedPort,
    ...other(protocol),
  }));
}

function long(text: string, refuse: Refuse): Port[] {
  const given = new Map<string, { value: string; position: number }>();
  for (const { part, position } of partsOf(text, /,/)) {
    const [key = "", ...rest] = part.split("=");
    const name = key.trim().toLowerCase();
    if (!["target", "published", "protocol", "mode"].includes(name)) {
      return refuse(part, position, "is not one of target=, published=, protocol= and mode=");
    }
    if (given.has(name)) return refuse(part, position, "is given twice");
    given.set(name, { value: rest.join("=").trim(), position: position + key.length + 1 });
  }
  const number = (name: string): number | undefined => {
    const found = given.get(name);
    return found === undefined ? undefined : portOf(found.value, found.position, refuse);
  };
  const targetPort = number("target");
  if (targetPort === undefined) return refuse(text, 0, "has no target=, the port inside the task");
  const publishedPort = number("published");
  const protocol = given.get("protocol");
  const mode = given.get("mode");
  if (mode !== undefined && mode.value !== "host" && mode.value !== "ingress") {
    return refuse(mode.value, mode.position, 'is not a mode: "ingress" or "host"');
  }
  return [
    {
      targetPort,
      ...(publishedPort !== undefined && { publishedPort }),
      ...(protocol !== undefined && other(protocolOf(protocol.value, protocol.position, refuse))),
      ...(mode !== undefined && { publishMode: mode.value }),
    },
  ];
}

/** The default is left out, as in a program. */
function other(protocol: string): { readonly protocol?: string } {
  return protocol === "tcp" ? {} : { protocol };
}

function protocolOf(text: string, position: number, refuse: Refuse): string {
  const protocol = text.toLowerCase();
  return protocols.includes(protocol) ? protocol : refuse(text, position, 'is not a protocol: "tcp", "udp" or "sctp"');
}

function rangeOf(text: string, position: number, refuse: Refuse): Range {
  const [first, last, more] = partsOf(text, /-/);
  if (first === undefined || last === undefined || more !== undefined) {
    const port = portOf(text, position, refuse);
    return { first: port, last: port };
  }
  const range = {
    first: portOf(first.part, position, refuse),
    last: portOf(last.part, position + last.position, refuse),
  };
  return range.first <= range.last ? range : refuse(text, position, "is a range whose end is below its start");
}

function portOf(text: string, position: number, refuse: Refuse): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : refuse(text, position, "is not a port from 1 to 65535");
}

function listOf({ first, last }: Range): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
