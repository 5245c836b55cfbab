import { EngineError, isConflict } from "../../engine/error";
import { poll, PollTimeout } from "../../engine/poll";
import type { Payload } from "../../engine/types";
import { CreateAttempt } from "../../journal/createAttempt";
import type { Leftover } from "../../journal/journal";
import { hasLabels, toPayloadSpec, type PayloadInputs } from "../../mapping/payload/payload";
import { isLeftover } from "../../journal/leftover";
import { isPassing } from "../network/networkLookup";
import { removePayload } from "./payloadRemoval";
import type { PayloadType } from "./payloadType";
import { OtherData, writePayload } from "./payloadUpdate";
import type { Operation } from "../../handler/handler";

/**
 * Makes a secret or config, and finds out whether there is one when the answer is lost. Answers its id.
 *
 * @throws Error when the name is taken, with the way out
 */
export async function createPayload(
  type: PayloadType,
  given: PayloadInputs,
  operation: Operation,
  timeoutSeconds: number,
): Promise<string> {
  const { engine, signal } = operation;
  const taken = await takeOverLeftover(type, given, operation, timeoutSeconds);
  if (taken !== undefined) return taken;
  const announced = new CreateAttempt(operation.journal, given.name);
  let lost: EngineError | undefined;
  const request = async (): Promise<string | undefined> => {
    try {
      // Not to be cancelled: without the answer nobody knows the id of what was made.
      return (await announced.request(() => engine.createPayload(type.collection, toPayloadSpec(given)))).id;
    } catch (error) {
      if (isPassing(error)) {
        lost = error;
        operation.status(`waiting for the Engine at ${engine.host}`);
        return undefined;
      }
      if (!isConflict(error)) throw error;
      const namesake = await findNamesake(type, given.name, operation);
      // Gone in the meantime.
      if (namesake === undefined) return undefined;
      if (lost !== undefined && (await isEqual(type, namesake, given, operation))) return namesake.ID;
      throw new Error(describeConflict(type, namesake, operation), { cause: error });
    }
  };
  try {
    return await poll("the Engine to answer", request, { timeoutSeconds, signal });
  } catch (error) {
    throw error instanceof PollTimeout && lost !== undefined ? lost : error;
  }
}

/**
 * Looks for what an interrupted run has made of this secret or config, and answers its id. What is not as it is asked for now is
 * removed: data does not change.
 */
async function takeOverLeftover(
  type: PayloadType,
  given: PayloadInputs,
  operation: Operation,
  timeoutSeconds: number,
): Promise<string | undefined> {
  const leftover = await operation.journal.leftover(given.name);
  if (leftover === undefined) return undefined;
  const [found] = await findLeftovers(type, leftover, operation);
  if (found !== undefined && (await isEqual(type, found, given, operation))) {
    operation.status(`taking over the ${type.kind} that an interrupted update has made`);
    await operation.journal.announce(given.name);
    return found.ID;
  }
  if (found !== undefined) {
    operation.status(`removing the ${type.kind} that an interrupted update has made`);
    await removePayload(type, found.ID, given.name, operation, timeoutSeconds);
  }
  await operation.journal.withdraw(given.name);
  return undefined;
}

/** What an interrupted run has made. */
export async function findLeftovers(type: PayloadType, leftover: Leftover, operation: Operation): Promise<Payload[]> {
  const namesake = await findNamesake(type, leftover.name, operation);
  if (namesake === undefined || namesake.Spec.Name !== leftover.name) return [];
  return isLeftover(leftover, namesake.CreatedAt) ? [namesake] : [];
}

/** Swarm's names differ in more than case. */
async function findNamesake(
  type: PayloadType,
  name: string,
  { engine, signal }: Operation,
): Promise<Payload | undefined> {
  // The filter matches parts of a name, and minds the case.
  const all = await engine.listPayloads(type.collection, {}, signal);
  return all.find(({ Spec }) => Spec.Name.toLowerCase() === name.toLowerCase());
}

/** Whether it is all that was asked for. What a secret holds is compared by the Engine. */
async function isEqual(
  type: PayloadType,
  { ID: id, Spec }: Payload,
  given: PayloadInputs,
  operation: Operation,
): Promise<boolean> {
  const isLabelled = hasLabels(
    Spec.Labels,
    given.labels.map((entry) => ({ ...entry })),
  );
  if (Spec.Name !== given.name || !isLabelled || given.data === undefined) return false;
  if (type.readable) return given.data.toString("base64") === Spec.Data;
  try {
    await writePayload(type, id, { ...given, data: given.data }, operation, 10);
    return true;
  } catch (error) {
    if (error instanceof OtherData) return false;
    throw error;
  }
}

function describeConflict(type: PayloadType, { ID: id, Spec }: Payload, { logicalName }: Operation): string {
  const { kind, token } = type;
  return (
    `There is a ${kind} "${Spec.Name}" already, with id ${id}. If it is the one that this resource declares, or an interrupted ` +
    `update left it behind, take it over with 'pulumi import ${token} ${logicalName} ${id}', or remove it with ` +
    `'docker ${kind} rm ${id}'. Otherwise choose another name, or leave 'name' out to get one that is free.`
  );
}
