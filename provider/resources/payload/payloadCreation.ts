import type { Engine } from "../../engine/engine";
import { Recently } from "../../engine/recently";
import type { Filters, Payload, PayloadCollection } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import { isLeftover, type Leftover } from "../../journal/leftover";
import { hasLabels, toPayloadSpec, type PayloadInputs } from "../../mapping/payload/payload";
import { createOnce } from "../../reconcile/createOnce";
import { Deadline } from "../../reconcile/deadline";
import { nameTaken, type Holder } from "../../reconcile/nameTaken";
import { removePayload } from "./payloadRemoval";
import type { PayloadType } from "./payloadType";
import { OtherData, writePayload } from "./payloadUpdate";

/**
 * Creates a secret or config.
 *
 * @returns its id
 * @throws Error when the name is taken, with the command that imports the object
 */
export async function createPayload(
  type: PayloadType,
  given: PayloadInputs,
  operation: Operation,
  deadline: Deadline,
): Promise<string> {
  const { engine } = operation;
  const { kind, collection } = type;
  const findConflict = async (cause?: unknown): Promise<Error | undefined> => {
    const holder = await findNamesake(type, given.name, operation);
    return holder && nameTaken(holderOf(type, holder), operation, cause);
  };
  return createOnce<Payload>(
    {
      kind,
      name: given.name,
      interrupted: {
        find: async (leftover) => (await findLeftovers(type, leftover, operation))[0],
        idOf: ({ ID }) => ID,
        isUsable: (found) => isEqual(type, found, given, operation),
        // Data does not change, so an object with other data is removed.
        remove: ({ ID }) => removePayload(type, ID, given.name, operation, deadline),
      },
      requireFreeName: async () => {
        const taken = await findConflict();
        if (taken !== undefined) throw taken;
      },
      send: (signal) => engine.createPayload(collection, toPayloadSpec(given), signal),
      findOwn: async (context) => {
        const namesake = await findNamesake(type, given.name, context);
        return namesake !== undefined && (await isEqual(type, namesake, given, context)) ? namesake.ID : undefined;
      },
      explain: (error, meaning) => (meaning === "nameTaken" ? findConflict(error) : undefined),
    },
    operation,
    deadline,
  );
}

/** The secret or config that has a name. */
export function holderOf({ kind }: PayloadType, { ID: id, Spec: { Name: name, Labels: labels } }: Payload): Holder {
  return { kind, name, id, labels };
}

/** The objects that an interrupted run created. */
export async function findLeftovers(type: PayloadType, leftover: Leftover, operation: Operation): Promise<Payload[]> {
  const namesake = await findNamesake(type, leftover.name, operation);
  if (namesake === undefined || namesake.Spec.Name !== leftover.name) return [];
  return isLeftover(leftover, namesake.CreatedAt) ? [namesake] : [];
}

/** By collection: the names of all objects, as they were at most a few seconds ago, which creates share. */
const recentNames = {
  secrets: new Recently(5000, (engine) => namesIn("secrets", engine)),
  configs: new Recently(5000, (engine) => namesIn("configs", engine)),
};

async function namesIn(collection: PayloadCollection, engine: Engine): Promise<ReadonlyMap<string, string>> {
  const all = await engine.listPayloads(collection);
  return new Map(all.map(({ Spec: { Name } }) => [Name.toLowerCase(), Name]));
}

/**
 * Swarm compares names without case, and no filter of the Engine does so: a name in another case is looked up only if a
 * recent list has one.
 */
async function findNamesake(
  { collection }: PayloadType,
  name: string,
  { engine, signal }: Operation,
): Promise<Payload | undefined> {
  const key = name.toLowerCase();
  const known = (await recentNames[collection].at(engine, signal)).get(key) ?? name;
  // Only for secrets has the Engine a filter for a whole name; the other one matches its beginning.
  const named: Filters = collection === "secrets" ? { names: [name] } : { name: [name] };
  const listed = await engine.listPayloads(collection, known === name ? named : {}, signal);
  return listed.find(({ Spec }) => Spec.Name.toLowerCase() === key);
}

/** Whether an object matches the inputs. The Engine compares the data of a secret, which it does not show. */
async function isEqual(
  type: PayloadType,
  { ID: id, Spec }: Payload,
  given: PayloadInputs,
  operation: Operation,
): Promise<boolean> {
  const wanted = given.labels.map((entry) => ({ ...entry }));
  if (Spec.Name !== given.name || !hasLabels(Spec.Labels, wanted) || given.data === undefined) return false;
  if ((Spec.Templating?.Name ?? "") !== (given.templateDriver ?? "")) return false;
  if (type.readable) return given.data.toString("base64") === Spec.Data;
  try {
    await writePayload(type, id, given, operation, Deadline.after(comparisonSeconds, operation.signal));
    return true;
  } catch (error) {
    if (error instanceof OtherData) return false;
    throw error;
  }
}

const comparisonSeconds = 10;
