import { EngineError, isOutOfSequence } from "../../engine/error";
import { poll } from "../../engine/poll";
import { toPayloadSpec, type PayloadInputs } from "../../mapping/payload/payload";
import { isPassing } from "../network/networkLookup";
import type { PayloadType } from "./payloadType";
import type { Operation } from "../../handler/handler";

/** A secret or config holds other data than it is said to. */
export class OtherData extends Error {
  public constructor({ kind, className }: PayloadType, name: string, options?: ErrorOptions) {
    super(
      `${className} "${name}" does not hold what the program says: the Engine has compared them, and shows what it has to nobody. ` +
        `Give what it really holds, or another 'name', so that a new ${kind} takes its place.`,
      options,
    );
    this.name = "OtherData";
  }
}

/**
 * Sets the labels of a secret or config, the only part that Swarm changes.
 *
 * @param given with `data` to have the Engine compare it with what it has
 * @throws OtherData
 */
export async function writePayload(
  type: PayloadType,
  id: string,
  given: PayloadInputs,
  operation: Operation,
  timeoutSeconds: number,
): Promise<void> {
  const { engine, signal } = operation;
  const write = async (): Promise<true | undefined> => {
    try {
      const { Version } = await engine.inspectPayload(type.collection, id, signal);
      await engine.updatePayload(type.collection, id, Version.Index, toPayloadSpec(given), signal);
      return true;
    } catch (error) {
      // The same update twice is one update.
      if (isOutOfSequence(error) || isPassing(error)) return undefined;
      if (given.data !== undefined && error instanceof EngineError && error.status === 400) {
        throw new OtherData(type, given.name, { cause: error });
      }
      throw error;
    }
  };
  await poll(`${type.kind} "${given.name}" to take its labels`, write, { timeoutSeconds, signal });
}
