import { isNotFound } from "../../engine/meaning";
import { inNetworkWords, inputsOf, networkWords, outputsOf, withNetworkIds } from "../../mapping/service/service";
import type { Service } from "../../engine/types";
import type { Live, Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { findKeptAttachments, removeAttachments } from "../network/attachments";

/** The ids of the networks that the inputs refer to by name. */
export type NetworkIds = ReadonlyMap<string, string>;

/**
 * Looks up the networks that the inputs refer to by name. The Engine stores ids, and the provider sorts attachments by
 * id. A name that is not found stays, and the Engine refuses it.
 */
export async function findNetworkIds(inputs: Properties, { engine, signal }: Operation): Promise<NetworkIds> {
  const words = networkWords(inputs).filter((word) => !/^[a-z0-9]{25}$/.test(word));
  if (words.length === 0) return new Map();
  const networks = await engine.listNetworks({ name: words }, signal);
  return new Map(
    networks.filter(({ Name, Scope }) => Scope === "swarm" && words.includes(Name)).map(({ Name, Id }) => [Name, Id]),
  );
}

/** A live service as a resource. Its inputs are written like the given ones, if there are any. */
export async function liveService(
  service: Service,
  known: Properties | undefined,
  operation: Operation,
): Promise<Live> {
  if (known === undefined) {
    const inputs = inputsOf(undefined, service.Spec);
    return { id: service.ID, inputs, state: outputsOf(inputs, service) };
  }
  const ids = new Map([
    ...(await findNetworkIds(known, operation)),
    ...(await findPredefined(service, known, operation)),
  ]);
  const declared = withNetworkIds(known, ids);
  const spec = removeAttachments(service.Spec, await findKeptAttachments(service, declared, operation));
  const inputs = inNetworkWords(inputsOf(declared, spec), known, ids);
  return { id: service.ID, inputs, state: outputsOf(inputs, service) };
}

/** The swarm's own networks `host` and `bridge`, which no list shows. They can be inspected by id. */
async function findPredefined(service: Service, known: Properties, { engine, signal }: Operation): Promise<NetworkIds> {
  const words: string[] = networkWords(known).filter((word) => word === "host" || word === "bridge");
  const ids = new Map<string, string>();
  if (words.length === 0) return ids;
  for (const { Target } of service.Spec.TaskTemplate.Networks ?? []) {
    try {
      const { Id, Name } = await engine.inspectNetwork(Target, { scope: "swarm" }, signal);
      if (words.includes(Name)) ids.set(Name, Id);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return ids;
}
