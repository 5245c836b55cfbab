import { parsePublish } from "../../../swarm/shortForms/publish";
import type { Value } from "../../model/project";
import { field, type MapNode, type Node, type ScalarNode } from "../source/tree";
import { choose } from "./choices";
import type { Context } from "./context";
import type { Args } from "./values";
import { itemsOf, mapOf } from "./values";

/** The ports of a service: short forms stay as they are in `publish`, long forms become `ports`. */
export function portsOf(node: Node, owner: string, context: Context): Args {
  const { values } = context;
  const publish = new Map<ScalarNode, Value>();
  const ports: Value[] = [];
  const items = itemsOf(node).flatMap((item) => mapOf(item) ?? []);
  for (const item of items) {
    const { short, dropped } = item;
    if (short === undefined) ports.push(values.commented(item, portOf(item, context)));
    else if (!publish.has(short)) {
      if (dropped !== undefined) {
        values.report.remark(item, `the address ${dropped} of a port of ${owner} is left out: Swarm publishes on all.`);
      }
      if (isWhole(short, items)) publish.set(short, values.commented(item, values.expression(short)));
      else ports.push(portOf(item, context));
    }
  }
  return {
    ...(publish.size > 0 && { publish: [...publish.values()] }),
    ...(ports.length > 0 && { ports }),
  };
}

/** Whether all ports of a range are still there: another file may have replaced some. */
function isWhole(short: ScalarNode, items: readonly MapNode[]): boolean {
  if (short.isUnknown === true) return true;
  const parsed = parsePublish(String(short.value));
  return "value" in parsed && parsed.value.length === items.filter((item) => item.short === short).length;
}

function portOf(port: MapNode, context: Context): Value {
  const { values } = context;
  const [target, published, protocol, mode] = ["target", "published", "protocol", "mode"].map((key) =>
    field(port, key),
  );
  if (target === undefined) {
    values.report.problems.add(port.place, `'target', the port in the container, is missing. Set it, e.g. target: 80.`);
    return {};
  }
  return {
    targetPort: values.number(target),
    ...(published !== undefined && !isZero(published) && { publishedPort: values.number(published) }),
    ...choose("protocol", protocol, "Protocol", { tcp: "Tcp", udp: "Udp", sctp: "Sctp" }, "tcp", values),
    ...choose("publishMode", mode, "PublishMode", { ingress: "Ingress", host: "Host" }, "ingress", values),
  };
}

/** Docker reads 0 as no port. */
function isZero(node: Node): boolean {
  return node.kind === "scalar" && node.value === 0;
}
