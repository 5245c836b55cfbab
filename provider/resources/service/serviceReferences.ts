import { isNotFound } from "../../engine/meaning";
import {
  inWords,
  networkWords,
  ReferenceIds,
  references,
  withIds,
  type Reference,
} from "../../mapping/service/references";
import { inputsOf, outputsOf } from "../../mapping/service/service";
import type { Service } from "../../engine/types";
import type { Live, Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { findKeptAttachments, removeAttachments } from "../network/attachments";

/**
 * Looks up the networks, secrets and configs that the inputs refer to by name, or by the beginning of an id. The Engine
 * stores ids, and the provider sorts attachments by id. A word that is not found stays, and the Engine refuses it.
 */
export async function findIds(inputs: Properties, operation: Operation): Promise<ReferenceIds> {
  return new ReferenceIds(await lookUp(inputs, operation));
}

type Entry = readonly [Reference, string];

async function lookUp(inputs: Properties, operation: Operation): Promise<Entry[]> {
  const open = references(inputs).filter(({ word }) => !/^[a-z0-9]{25}$/.test(word));
  const files = open.filter(({ kind }) => kind !== "network");
  return [
    ...(await findNetworks(
      open.filter(({ kind }) => kind === "network"),
      operation,
    )),
    ...(await Promise.all(files.map((reference) => findFile(reference, operation)))).flat(),
  ];
}

/** A name comes before the beginning of an id, as in the Engine. */
async function findNetworks(networks: readonly Reference[], { engine, signal }: Operation): Promise<Entry[]> {
  if (networks.length === 0) return [];
  const words = networks.map(({ word }) => word);
  const isOfSwarm = ({ Scope }: { Scope: string }): boolean => Scope === "swarm";
  const byName = (await engine.listNetworks({ name: words }, signal)).filter(isOfSwarm);
  const missing = words.filter((word) => !byName.some(({ Name }) => Name === word) && /^[a-z0-9]+$/.test(word));
  const byId = missing.length === 0 ? [] : (await engine.listNetworks({ id: missing }, signal)).filter(isOfSwarm);
  return networks.flatMap((reference): Entry[] => {
    const { word } = reference;
    const named = byName.find(({ Name }) => Name === word);
    const [only, another] = byId.filter(({ Id }) => Id.startsWith(word));
    const found = named ?? (another === undefined ? only : undefined);
    return found === undefined ? [] : [[reference, found.Id]];
  });
}

async function findFile(reference: Reference, { engine, signal }: Operation): Promise<Entry[]> {
  try {
    const { kind, word } = reference;
    const { ID } = await engine.inspectPayload(kind === "secret" ? "secrets" : "configs", word, signal);
    return [[reference, ID]];
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** A live service as a resource. Its inputs are written like the given ones, if there are any. */
export async function liveService(
  service: Service,
  known: Properties | undefined,
  operation: Operation,
): Promise<Live> {
  if (known === undefined) {
    const predefined = await findPredefined(service, ["host", "bridge"], operation);
    const words = { taskSpec: { networksAdvanceds: predefined.map(([{ word }]) => ({ id: word })) } };
    const inputs = inWords(inputsOf(undefined, service.Spec), words, new ReferenceIds(predefined));
    return { id: service.ID, inputs, state: outputsOf(inputs, service) };
  }
  const ids = new ReferenceIds([
    ...(await lookUp(known, operation)),
    ...(await findPredefined(service, networkWords(known), operation)),
  ]);
  const declared = withIds(known, ids);
  const spec = removeAttachments(service.Spec, await findKeptAttachments(service, declared, operation));
  const inputs = inWords(inputsOf(declared, spec), known, ids);
  return { id: service.ID, inputs, state: outputsOf(inputs, service) };
}

/** The swarm's own networks `host` and `bridge`, which no list shows. They can be inspected by id. */
async function findPredefined(
  service: Service,
  referred: readonly string[],
  { engine, signal }: Operation,
): Promise<Entry[]> {
  const words: string[] = referred.filter((word) => word === "host" || word === "bridge");
  const ids: Entry[] = [];
  if (words.length === 0) return ids;
  for (const { Target } of service.Spec.TaskTemplate.Networks ?? []) {
    try {
      const { Id, Name } = await engine.inspectNetwork(Target, { scope: "swarm" }, signal);
      if (words.includes(Name)) ids.push([{ kind: "network", word: Name }, Id]);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return ids;
}
