import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { checkAttachments } from "../../swarm/attachments";
import type { Draft } from "../../swarm/draft";
import { isPresent } from "../../swarm/draft";
import type { Problem } from "../../swarm/problem";
import { listOf, recordOf } from "../../swarm/typed";
import { mapInput } from "../arguments/inputs";
import type { Hold } from "../arguments/verification";

/** How a service attaches to a network. */
export interface NetworkAttachmentArgs {
  /** Id of the network; the method attach of an OverlayNetwork fills it in. */
  readonly id: pulumi.Input<string>;
  /**
   * Further DNS names of the service on this network.
   *
   * @default - none: the service's name is a DNS name already
   */
  readonly aliases?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Options of the network's driver for the endpoint of each task.
   *
   * @default - none
   */
  readonly driverOptions?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}

type Attachments = pulumi.Input<pulumi.Input<NetworkAttachmentArgs>[]>;
type NetworksAdvanced = docker.types.input.ServiceTaskSpecNetworksAdvanced;

/** Ids of which no two are the same network, so that they need no comparing when they resolve. */
const distinct = new WeakSet();

/** An attachment to a network that only this id stands for. */
export function attachmentTo(
  id: pulumi.Output<string>,
  options: Omit<NetworkAttachmentArgs, "id">,
): NetworkAttachmentArgs {
  distinct.add(id);
  return { id, ...options };
}

/** What is checked about attachments: an Output that is given twice can be told before it resolves. */
export function attachmentsToCheck(networks: Attachments | undefined): unknown {
  const entries = entriesThere(networks);
  return (
    entries?.map((entry, i) => {
      const first = entries.findIndex(({ id }) => id === entry.id);
      return { ...entry, ...(pulumi.Output.isInstance(entry.id) && first < i && { repeats: first }) };
    }) ?? networks
  );
}

/** Checks the networks of one service: each once, with its id, and aliases that DNS can carry. */
export function checkNetworks(networks: unknown): Problem[] {
  const problems = checkAttachments(networks as Draft<readonly object[]>);
  listOf(networks, "", "networks", []).forEach((entry, i) => {
    if (!isPresent(entry) || typeof entry !== "object") return;
    const { id, repeats } = recordOf(entry, `[${i}]`, "network", []);
    if (typeof repeats === "number") problems.push(attachedTwice(i, repeats));
    if (id === undefined || id === null || id === "") {
      const reason = `'id' is missing. Attach with the network's own attach(), or give the id of a network: services attach by id.`;
      problems.push({ path: `[${i}].id`, reason });
    }
  });
  return problems;
}

/**
 * Attachments in the docker package's form. An id that resolves later is held against those before it only, so that one
 * unknown network does not make a preview show all as unknown.
 */
export function networksAdvancedOf(
  networks: Attachments | undefined,
  hold: Hold,
): pulumi.Input<pulumi.Input<NetworksAdvanced>[] | undefined> {
  const entries = entriesThere(networks);
  if (entries === undefined) {
    const later = mapInput(networks, (list) => list.map((entry) => mapInput(entry, networkAdvancedOf)));
    return hold(later, networks, (draft) => checkNetworks(draft).map(inNetworks));
  }
  return entries.map((entry, i) =>
    networkAdvancedOf({
      ...entry,
      id: holdId(
        entry.id,
        entries.slice(0, i).map(({ id }) => id),
        hold,
      ),
      aliases: hold(entry.aliases, entry.aliases, (aliases) => checkAliases(aliases, i)),
    }),
  );
}

/** The entries, when there are a list and all its entries now. */
function entriesThere(networks: Attachments | undefined): readonly NetworkAttachmentArgs[] | undefined {
  if (!Array.isArray(networks)) return undefined;
  const isThere = (entry: unknown): boolean =>
    typeof entry === "object" && entry !== null && !pulumi.Output.isInstance(entry) && !(entry instanceof Promise);
  return networks.every(isThere) ? (networks as readonly NetworkAttachmentArgs[]) : undefined;
}

function holdId(id: pulumi.Input<string>, before: readonly pulumi.Input<string>[], hold: Hold): pulumi.Input<string> {
  const comparable = before.map((other) => (isDistinct(id) && isDistinct(other) ? undefined : other));
  if (comparable.every((other) => other === undefined)) return id;
  return hold(id, [...comparable, id], (draft) => {
    const ids = listOf(draft, "", "networks", []);
    const first = ids.indexOf(ids.at(-1));
    return first < before.length ? [inNetworks(attachedTwice(before.length, first))] : [];
  });
}

function isDistinct(id: unknown): boolean {
  return pulumi.Output.isInstance(id) && distinct.has(id);
}

function checkAliases(aliases: unknown, i: number): Problem[] {
  const problems = checkAttachments([{ aliases } as Draft<object>]);
  return problems.map(({ path, reason }) => inNetworks({ path: path.replace("[0]", `[${i}]`), reason }));
}

function networkAdvancedOf({ id, aliases, driverOptions }: MaybeAliased): NetworksAdvanced {
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

interface MaybeAliased extends Omit<NetworkAttachmentArgs, "aliases"> {
  readonly aliases?: pulumi.Input<pulumi.Input<string>[] | undefined> | undefined;
}

function attachedTwice(i: number, first: number): Problem {
  const reason =
    `the network is attached twice, here and by networks[${first}]. A service has one address on a network. ` +
    `Attach it once, with all its aliases.`;
  return { path: `[${i}].id`, reason };
}

function inNetworks({ path, reason }: Problem): Problem {
  return { path: `networks${path}`, reason };
}
