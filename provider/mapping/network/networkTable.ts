import { parseBlock } from "../../../swarm/cidr";
import { driverOption } from "../../../swarm/options";
import { isInstruction } from "../../../swarm/swarmLabel";
import { below } from "../../handler/propertyPath";
import { block } from "../fields/block";
import { labels, options } from "../fields/entries";
import { isAbsent, local, recordOf, replaced, textOf, type Field, type Json } from "../fields/field";
import { flag, text } from "../fields/leaf";
import { typedValue } from "../fields/typedValue";
import { unordered } from "../fields/unordered";
import { hasDefaultGateway } from "./networkAddresses";

const why = "the Engine has no call that changes a network";

/**
 * A block or an address. Local networks may use IPv6, where one block has several spellings (`fd00:0::/64`,
 * `fd00::/64`).
 */
const addresses = (): Field<string> => text({ canonical: orderOf });

const subnet = gatewayLeftToEngine(
  block({
    subnet: ["Subnet", addresses()],
    gateway: ["Gateway", addresses()],
    ipRange: ["IPRange", addresses()],
    auxAddress: ["AuxiliaryAddresses", options({ shared: true })],
  }),
);

/** `ipamConfigs`. Sorted, so that equal sets make equal requests: Swarm assigns VXLAN ids in this order. */
export const ipamConfigs = unordered(subnet, { order: subnetOf, identities: [subnetOf], sent: true });

/**
 * `docker.Network` and `POST /networks/create`, property by property. The Engine cannot change a network, so every
 * change replaces it, except a change of an instruction to the provider.
 *
 * The Engine adds entries to options and labels, and allocates values that are not given. Only declared values are
 * compared.
 */
export const networkTable = block({
  name: ["Name", replaced(why, text())],
  // The Engine's default and the docker package's; the components ask for "overlay".
  driver: ["Driver", replaced(why, text({ default: "bridge", sent: true }))],
  attachable: ["Attachable", replaced(why, flag({ default: false, sent: true }))],
  ingress: ["Ingress", replaced(why, flag({ default: false, sent: true }))],
  internal: ["Internal", replaced(why, flag({ default: false, sent: true }))],
  ipv6: ["EnableIPv6", replaced(why, flag({ default: false, sent: true }))],
  ipamDriver: ["IPAM.Driver", replaced(why, text({ default: "default", sent: true }))],
  options: [
    "Options",
    replaced(
      why,
      options({
        shared: true,
        sent: true,
        // The driver only checks whether `encrypted` is present and never reads its value.
        same: (key, a, b) => key === driverOption.encrypted || a === b,
        // The Engine assigns a free VXLAN id if none is declared any more.
        comesBack: (key) => key === driverOption.vxlanIds,
      }),
    ),
  ],
  ipamOptions: ["IPAM.Options", replaced(why, options({ shared: true, sent: true }))],
  ipamConfigs: ["IPAM.Config", replaced(why, ipamConfigs)],
  labels: [
    "Labels",
    labels({
      shared: true,
      sent: true,
      isLocal: isInstruction,
      replaces: (key) => (isInstruction(key) ? undefined : why),
    }),
  ],
  checkDuplicate: ["nothing", neverDiffers(flag({ rule: refuseDuplicates }))],
});

/**
 * The Engine chooses a gateway that is left out. So removing a gateway is not a change if it is the one that the Engine
 * would choose, or was never given.
 */
function gatewayLeftToEngine<T>(field: Field<T>): Field<T> {
  return {
    ...field,
    differences: (path, before, wanted, live) =>
      field.differences(path, before, wanted, live).filter((change) => {
        if (change.path !== below(path, "gateway") || change.kind !== "delete") return true;
        const { gateway } = typedValue(subnet, before) ?? {};
        const present = typedValue(subnet, isAbsent(live) ? before : live) ?? {};
        return gateway !== undefined && !hasDefaultGateway(present);
      }),
  };
}

/** An input of version 4 of the docker package, which this Engine API no longer has. */
function neverDiffers<T>(field: Field<T>): Field<T> {
  return { ...local(field), differences: () => [] };
}

function refuseDuplicates(value: boolean): string | undefined {
  return value
    ? undefined
    : "false allows two networks of the same name, which the Engine no longer supports. Leave it out.";
}

function subnetOf(config: Json): string {
  const { Subnet } = recordOf(config);
  return Subnet === undefined ? "" : orderOf(textOf(Subnet));
}

/** A sort key: blocks by address, IPv4 first, other text last. It is the same for every spelling of a block. */
function orderOf(spelling: string): string {
  const parsed = parseBlock(spelling);
  if (parsed === undefined) return `~${spelling}`;
  const { version, first, prefix } = parsed;
  return `${version} ${first.toString(16).padStart(32, "0")} ${String(prefix).padStart(3, "0")}`;
}
