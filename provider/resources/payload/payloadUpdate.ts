import { EngineError } from "../../engine/error";
import type { Payload, PayloadSpec } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import { toPayloadSpec, type PayloadInputs } from "../../mapping/payload/payload";
import type { Deadline } from "../../reconcile/deadline";
import { modify } from "../../reconcile/modify";
import type { PayloadType } from "./payloadType";

/** The data of a secret or config differs from the data in the program. */
export class OtherData extends Error {
  public constructor({ kind, className }: PayloadType, name: string, options?: ErrorOptions) {
    super(
      `${className} "${name}" contains other data than the program gives. The Engine has compared them, but does not ` +
        `show its own. Give the data that the ${kind} really contains, or another 'name', so that a new ${kind} ` +
        "replaces it.",
      options,
    );
    this.name = "OtherData";
  }
}

/**
 * Sets the labels of a secret or config, the only part that Swarm changes.
 *
 * @param given with `data`, the Engine compares it with the data that it has
 * @throws OtherData
 */
export async function writePayload(
  type: PayloadType,
  id: string,
  given: PayloadInputs,
  operation: Operation,
  deadline: Deadline,
): Promise<void> {
  const { engine } = operation;
  await modify<Payload, PayloadSpec>(
    {
      what: `${type.kind} "${given.name}"`,
      read: async (signal) => {
        const object = await engine.inspectPayload(type.collection, id, signal);
        const { Data, ...spec } = object.Spec;
        // Data that is not sent stays as it is.
        return { object, spec: given.data === undefined ? spec : { ...spec, Data }, version: object.Version.Index };
      },
      // Always written, because with data, only the Engine's answer says whether the data is equal.
      change: () => toPayloadSpec(given),
      write: async (spec, { version }, signal) => {
        try {
          await engine.updatePayload(type.collection, id, version, spec, signal);
        } catch (error) {
          const isOther = given.data !== undefined && error instanceof EngineError && error.status === 400;
          throw isOther ? new OtherData(type, given.name, { cause: error }) : error;
        }
      },
    },
    operation,
    deadline,
  );
}
