import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { checkAttachments } from "../../swarm/attachments";
import { isCredentialOption } from "../../swarm/credentials";
import type { Draft } from "../../swarm/draft";
import { isPresent } from "../../swarm/draft";
import type { Problem } from "../../swarm/problem";
import { under } from "../../swarm/problem";
import { listOf, recordOf } from "../../swarm/typed";
import { spelled } from "../../swarm/spelling";
import type { Hold } from "../arguments/checkedArgs";
import { isLater, mapInput } from "../arguments/inputs";
import type { Fields } from "../arguments/shape";
import { block, list, map, required, text } from "../arguments/shape";

const overlayNetworkType = "swarm:index:OverlayNetwork";

/** How a service attaches to a network. */
export interface NetworkAttachmentArgs {
  /** Id of the network; `attach()` of an OverlayNetwork sets it. */
  readonly id: pulumi.Input<string>;
  /**
   * More DNS names of the service on this network.
   *
   * @default - none; the name of the service is always a DNS name
   */
  readonly aliases?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Options of the network's driver for the endpoint of each task.
   *
   * @default - none
   */
  readonly driverOptions?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}

const byId = `Services attach by id. Use attach() of the network, or its ${spelled("networkId")}.`;

/** The shape of the networks of a service. An OverlayNetwork or a docker.Network can stand for its attachment. */
export const networksShape = list(
  block<NetworkAttachmentArgs>(
    { id: required(text, byId), aliases: list(text), driverOptions: map(text, isCredentialOption) },
    {
      noun: "an OverlayNetwork, its attach(), or a docker.Network",
      types: [overlayNetworkType, "docker:index/network:Network"],
      block: attachmentOf,
    },
  ),
);

type Attachments = pulumi.Input<pulumi.Input<NetworkAttachmentArgs>[]>;
type NetworksAdvanced = docker.types.input.ServiceTaskSpecNetworksAdvanced;

/** Ids that each belong to another network, so that they need not be compared when they resolve. */
const distinct = new WeakSet();

/** An attachment to a network that has only this id. */
export function attachmentTo(
  id: pulumi.Output<string>,
  options: Omit<NetworkAttachmentArgs, "id">,
): NetworkAttachmentArgs {
  distinct.add(id);
  return { id, ...options };
}

/** A spread of a network can add properties to it, e.g. `{ ...backend, aliases: ["api"] }`. */
function attachmentOf(network: Fields, type: string): NetworkAttachmentArgs {
  const { id, aliases, driverOptions } = network as unknown as NetworkAttachmentArgs;
  const options = { ...(aliases !== undefined && { aliases }), ...(driverOptions !== undefined && { driverOptions }) };
  return type === overlayNetworkType ? attachmentTo(id as pulumi.Output<string>, options) : { id, ...options };
}

/** The attachments for {@link checkNetworks}: two with the same Output are recognized before it resolves. */
export function attachmentsToCheck(networks: Attachments | undefined): unknown {
  const entries = entriesThere(networks);
  return (
    entries?.map((entry, i) => {
      const first = entries.findIndex(({ id }) => id === entry.id);
      return { ...entry, ...(pulumi.Output.isInstance(entry.id) && first < i && { repeats: first }) };
    }) ?? networks
  );
}

/** Checks the networks of one service: each is attached once, by its id, and aliases are DNS names. */
export function checkNetworks(networks: unknown): Problem[] {
  const problems = checkAttachments(networks as Draft<readonly object[]>);
  listOf(networks, "", "networks", []).forEach((entry, i) => {
    if (!isPresent(entry) || typeof entry !== "object") return;
    const { id, repeats } = recordOf(entry, `[${i}]`, "network", []);
    if (typeof repeats === "number") problems.push(attachedTwice(i, repeats));
    // An absent one is refused by the shape.
    if (id === "") problems.push({ path: `[${i}].id`, reason: `'id' is empty. ${byId}` });
  });
  return problems;
}

/**
 * Holds back each id until it has been compared with the ids before it, and each list of aliases. An unknown id does
 * not hide the other networks in a preview.
 */
export function holdNetworks(
  networks: Attachments | undefined,
  hold: Hold,
  given: Attachments | undefined,
): Attachments | undefined {
  const entries = entriesThere(networks);
  const ids = entriesThere(given)?.map(({ id }) => id);
  if (entries === undefined || ids === undefined) {
    return hold(networks, given, (draft) => under("networks", checkNetworks(draft)));
  }
  return entries.map((entry, i) => ({
    ...entry,
    id: holdId(entry.id, ids.slice(0, i + 1), hold),
    ...(entry.aliases !== undefined && {
      aliases: hold(entry.aliases, entry.aliases, (aliases) => checkAliases(aliases, i)),
    }),
  }));
}

/** An attachment in the form of the docker package. */
export function networkAdvancedOf({ id, aliases, driverOptions }: NetworkAttachmentArgs): NetworksAdvanced {
  return {
    id,
    aliases,
    driverOpts: mapInput(driverOptions, (options) =>
      Object.entries(options)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => mapInput(value, (text) => `${key}=${text}`)),
    ),
  };
}

/** The entries, if neither the list nor an entry is an Output. */
function entriesThere(networks: Attachments | undefined): readonly NetworkAttachmentArgs[] | undefined {
  if (!Array.isArray(networks)) return undefined;
  const isThere = (entry: unknown): boolean => typeof entry === "object" && entry !== null && !isLater(entry);
  return networks.every(isThere) ? (networks as readonly NetworkAttachmentArgs[]) : undefined;
}

/** @param given the ids up to this one */
function holdId(id: pulumi.Input<string>, given: readonly pulumi.Input<string>[], hold: Hold): pulumi.Input<string> {
  const last = given.length - 1;
  const own = given[last];
  const comparable = given.slice(0, last).map((other) => (isDistinct(own) && isDistinct(other) ? undefined : other));
  if (comparable.every((other) => other === undefined)) return id;
  return hold(id, [...comparable, own], (draft) => {
    const ids = listOf(draft, "", "networks", []);
    const first = ids.indexOf(ids.at(-1));
    return first < last ? under("networks", [attachedTwice(last, first)]) : [];
  });
}

function isDistinct(id: unknown): boolean {
  return pulumi.Output.isInstance(id) && distinct.has(id);
}

function checkAliases(aliases: unknown, i: number): Problem[] {
  const problems = checkAttachments([{ aliases } as Draft<object>]);
  return under(
    "networks",
    problems.map(({ path, reason }) => ({ path: path.replace("[0]", `[${i}]`), reason })),
  );
}

function attachedTwice(i: number, first: number): Problem {
  const reason =
    `the network is attached twice, here and by networks[${first}]. A service has one address on a network. ` +
    `Attach it once, with all aliases.`;
  return { path: `[${i}].id`, reason };
}
