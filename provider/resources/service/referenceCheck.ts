import { nearest } from "../../../swarm/nearest";
import type { Network, Payload } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import { lingers } from "../../mapping/network/lingers";
import { textOf } from "../../mapping/fields/field";
import { references, type Reference } from "../../mapping/service/references";
import { isResolvedLater } from "../../preview/isResolvedLater";
import { errorFinding, type LiveCheck } from "../../preview/liveCheck";

/** The Engine refuses a service that refers to something which does not exist, or to a network of one node. */
export const referenceCheck: LiveCheck = {
  what: "networks, secrets and configs of services",
  find: async ({ inputs }, operation) => {
    const subject = `Service "${textOf(inputs.name)}"`;
    const problems = await Promise.all(
      references(inputs).map((reference) => findProblem(subject, reference, operation)),
    );
    return problems.flatMap((problem) => (problem === undefined ? [] : [errorFinding(problem)]));
  },
};

function findProblem(subject: string, reference: Reference, operation: Operation): Promise<string | undefined> {
  return reference.kind === "network"
    ? findNetworkProblem(subject, reference, operation)
    : findPayloadProblem(subject, reference, operation);
}

/** The swarm's own networks, which no list shows and every Engine resolves. */
const predefined: readonly string[] = ["host", "bridge"];

async function findNetworkProblem(
  subject: string,
  reference: Reference,
  operation: Operation,
): Promise<string | undefined> {
  const { word } = reference;
  if (predefined.includes(word)) return undefined;
  const listed = (await operation.engine.listNetworks({}, operation.signal)).filter((network) => !lingers(network));
  const named = (networks: readonly Network[]): Network | undefined =>
    find(
      word,
      networks,
      ({ Id }) => Id,
      ({ Name }) => Name,
    );
  const found = named(listed.filter(({ Scope }) => Scope === "swarm"));
  if (found !== undefined) return found.Ingress ? describeIngress(subject, found) : undefined;
  const local = named(listed.filter(({ Scope }) => Scope !== "swarm"));
  if (local !== undefined) return describeLocal(subject, local);
  const names = listed.filter(({ Scope, Ingress }) => Scope === "swarm" && !Ingress).map(({ Name }) => Name);
  return describeMissing(subject, reference, names, operation);
}

async function findPayloadProblem(
  subject: string,
  reference: Reference,
  operation: Operation,
): Promise<string | undefined> {
  const collection = reference.kind === "secret" ? "secrets" : "configs";
  const listed: readonly Payload[] = await operation.engine.listPayloads(collection, {}, operation.signal);
  const found = find(
    reference.word,
    listed,
    ({ ID }) => ID,
    ({ Spec }) => Spec.Name,
  );
  if (found !== undefined) return undefined;
  return describeMissing(
    subject,
    reference,
    listed.map(({ Spec }) => Spec.Name),
    operation,
  );
}

/** By id, by name, or by the beginning of an id, as the Engine looks. */
function find<T>(word: string, all: readonly T[], idOf: (one: T) => string, nameOf: (one: T) => string): T | undefined {
  return (
    all.find((one) => idOf(one) === word) ??
    all.find((one) => nameOf(one) === word) ??
    all.find((one) => idOf(one).startsWith(word))
  );
}

const types = {
  network: "docker:index/network:Network",
  secret: "docker:index/secret:Secret",
  config: "docker:index/serviceConfig:ServiceConfig",
} as const;

/** What creates an object of each kind. */
const creators = {
  network: ["an OverlayNetwork", "docker network create --driver overlay"],
  secret: ["a SwarmSecret", "docker secret create"],
  config: ["a SwarmConfig", "docker config create"],
} as const;

/** @param names of the objects that exist */
async function describeMissing(
  subject: string,
  { kind, word }: Reference,
  names: readonly string[],
  operation: Operation,
): Promise<string | undefined> {
  const { plan } = operation;
  const isCreated = (): boolean =>
    [plan?.planned(types[kind]), plan?.plannedElsewhere(types[kind])]
      .flatMap((planned) => planned ?? [])
      .some(({ inputs }) => inputs.name === word);
  if (await isResolvedLater(isCreated, operation)) return undefined;
  const likely = nearest(word, names);
  const [component, command] = creators[kind];
  const hint = likely === undefined ? "" : ` Did you mean "${likely}"?`;
  return (
    `${subject}: the swarm has no ${kind} with the name or id "${word}", and this program does not create it.${hint} ` +
    `Create it with ${component} in this program or with '${command}', or run 'pulumi refresh' if it was removed ` +
    `outside of Pulumi. 'docker ${kind} ls' lists what exists.`
  );
}

function describeLocal(subject: string, { Name, Id, Driver }: Network): string {
  return (
    `${subject} cannot be attached to network "${Name}" (${Id}): it is a local network of one node (driver ` +
    `"${Driver}"), and tasks can run on any node. Use an OverlayNetwork, or a network that was created with 'docker ` +
    `network create --driver overlay'.`
  );
}

function describeIngress(subject: string, { Name, Id }: Network): string {
  return (
    `${subject} cannot be attached to "${Name}" (${Id}), the ingress network of the swarm. To publish a port through ` +
    `it, list the port in 'ports', and leave the network out.`
  );
}
