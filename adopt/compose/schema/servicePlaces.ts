import { parsePublish } from "../../../swarm/shortForms/publish";
import { splitAt } from "../source/scalarText";
import type { MapNode, Node, ScalarNode } from "../source/tree";
import { madeList, madeMap, madeScalar } from "../source/tree";
import type { Expand } from "./shape";

/** Brings ports into the long form. A range becomes several ports. Docker ignores an address, so it is left out. */
export const portsIn: Expand = (node, refuse) => {
  if (node.kind !== "list") return node;
  const ports = node.items.flatMap((item): Node[] => {
    if (item.kind !== "scalar" || item.value === null || typeof item.value === "boolean") return [item];
    const address = /^(?:\[[^\]]*\]|[\d.]+):(?=[^:]*:):?/.exec(String(item.value))?.[0] ?? "";
    const short = splitAt(item, address.length);
    const dropped = address === "" ? {} : { dropped: address.replace(/:+$/, "") };
    if (item.isUnknown === true) return [{ ...madeMap(item, {}), short, ...dropped }];
    const parsed = parsePublish(String(short.value));
    if ("reason" in parsed) {
      refuse(`is not a port. ${parsed.reason}`, item);
      return [];
    }
    return parsed.value.map((port) => ({
      ...madeMap(item, {
        target: port.targetPort,
        published: port.publishedPort,
        protocol: port.protocol,
        mode: port.publishMode,
      }),
      short,
      ...dropped,
    }));
  });
  return madeList(node, ports);
};

/**
 * Brings a volume into the long form, as docker reads it (docker/cli cli/compose/loader/volume.go). Docker ignores
 * options that it does not know, like `z`.
 */
export const volumeIn: Expand = (node, refuse) => {
  if (node.kind !== "scalar" || typeof node.value !== "string" || node.isUnknown === true) {
    return node.kind === "scalar" && node.isUnknown === true
      ? { ...madeMap(node, { type: "volume" }), short: node }
      : node;
  }
  // A drive letter of Windows is followed by a colon as well.
  const sections = node.value.split(/(?<!(?:^|:)[A-Za-z]):/);
  const [first = "", second, options, more] = sections;
  if (sections.some((section) => section === "") || more !== undefined) {
    refuse(`is not a volume. Use "db-data:/var/lib/db", "/host/path:/path:ro" or "/path".`);
    return madeMap(node, {});
  }
  if (second === undefined) return { ...madeMap(node, { type: "volume", target: first }), short: node };
  const known = (options ?? "").split(",").filter((option) => knownOptions.includes(option));
  const unknown = (options ?? "").split(",").filter((option) => option !== "" && !knownOptions.includes(option));
  const propagation = known.find((option) => propagations.includes(option));
  const made: MapNode = madeMap(node, {
    type: /^[./~]|^\\\\|^[A-Za-z]:/.test(first) ? "bind" : "volume",
    source: first,
    target: second,
    read_only: known.findLast((option) => option === "ro" || option === "rw") === "ro" ? flag(node) : undefined,
    bind: propagation === undefined ? undefined : madeMap(node, { propagation }),
    volume: known.includes("nocopy") ? madeMap(node, { nocopy: flag(node) }) : undefined,
  });
  return unknown.length > 0 ? { ...made, dropped: unknown.join(",") } : { ...made, short: node };
};

const propagations: readonly string[] = ["shared", "rshared", "slave", "rslave", "private", "rprivate"];

const knownOptions: readonly string[] = ["ro", "rw", "nocopy", ...propagations];

function flag(node: Node): ScalarNode {
  return madeScalar(node, true);
}
