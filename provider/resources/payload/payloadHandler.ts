import { keepIgnored } from "../../handler/ignoredChanges";
import { isNotFound } from "../../engine/meaning";
import type { Payload } from "../../engine/types";
import { hasLabels, importedInputs, payloadOf, readPayloadInputs, toLabelState } from "../../mapping/payload/payload";
import { Deadline } from "../../reconcile/deadline";
import { checkPayload } from "./payloadCheck";
import { payloadChecks } from "./payloadChecks";
import { createPayload, findLeftovers } from "./payloadCreation";
import { payloadDifference } from "./payloadDiff";
import { removePayload } from "./payloadRemoval";
import { previewChecks } from "../../preview/liveCheck";
import type { PayloadType } from "./payloadType";
import { rotationCheck } from "./rotationCheck";
import { writePayload } from "./payloadUpdate";
import { declared, type Live, type Operation, type ResourceHandler } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";

/** Seconds that create, update and delete may take, unless `customTimeouts` says otherwise. */
const defaultSeconds = 30;

/** The operations on secrets or on configs. */
export function payloadHandler(type: PayloadType): ResourceHandler {
  const { forms } = type;
  return {
    type: type.token,

    sharedInPreview: ["name"],

    // The Engine does not show the data of a secret, so it is secret in the state as well.
    secretProperties: type.readable ? [] : forms.map(({ property }) => property),

    check: ({ olds, news, autoname }) => checkPayload(type, olds, news, autoname),

    diff: ({ oldInputs, oldState, newInputs }) => payloadDifference({ oldInputs, oldState, newInputs }, type),

    previewCreate: (inputs) => stateOf(type, inputs),

    previewUpdate: (_oldState, inputs) => stateOf(type, inputs),

    preflight: (inputs, operation, isReplacement) => {
      const checks = isReplacement ? [...payloadChecks(type), rotationCheck(type)] : payloadChecks(type);
      return previewChecks(checks, { id: undefined, before: undefined, inputs }, operation);
    },

    create: async (inputs, operation) => {
      const given = readPayloadInputs(inputs, forms);
      const id = await createPayload(type, given, operation, Deadline.of(operation, defaultSeconds));
      return { id, inputs, state: stateOf(type, inputs) };
    },

    update: async (id, oldState, _oldInputs, inputs, operation) => {
      const { data, ...given } = readPayloadInputs(await withIgnored(type, id, inputs, operation), forms);
      // Data never changes, so the data in the state is the Engine's.
      const compared = payloadOf(oldState, forms) === undefined ? data : undefined;
      await writePayload(type, id, { ...given, data: compared }, operation, Deadline.of(operation, defaultSeconds));
      return { id, inputs, state: stateOf(type, inputs) };
    },

    read: (id, previous, operation) => readPayload(type, id, previous, operation),

    delete: (id, state, operation) =>
      removePayload(type, id, readPayloadInputs(state, forms).name, operation, Deadline.of(operation, defaultSeconds)),

    discard: async (leftover, operation) => {
      for (const { ID, Spec } of await findLeftovers(type, leftover, operation)) {
        await removePayload(type, ID, Spec.Name, operation, Deadline.of(operation, defaultSeconds));
      }
    },
  };
}

/** The inputs, with the live labels if the resource ignores changes of them. */
async function withIgnored(
  type: PayloadType,
  id: string,
  inputs: Properties,
  operation: Operation,
): Promise<Properties> {
  const { engine, signal, ignoreChanges } = operation;
  if (ignoreChanges.length === 0) return inputs;
  const live = withDrift(inputs, await engine.inspectPayload(type.collection, id, signal));
  return keepIgnored(inputs, live, ignoreChanges);
}

/** The state of an object that matches its inputs. */
function stateOf({ forms }: PayloadType, inputs: Properties): Properties {
  const names = ["name", ...forms.map(({ property }) => property), "labels", "templateDriver"];
  return Object.fromEntries(names.flatMap((name) => (inputs[name] === undefined ? [] : [[name, inputs[name]]])));
}

async function readPayload(
  type: PayloadType,
  id: string,
  previous: { inputs: Properties; state: Properties } | undefined,
  operation: Operation,
): Promise<Live | undefined> {
  const { engine, signal } = operation;
  const known = declared(previous);
  const payload = await engine.inspectPayload(type.collection, id, signal).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  // When no object has this id, the Engine looks for a name: right for an import, but not for a refresh.
  if (payload === undefined || (known !== undefined && payload.ID !== id)) return undefined;
  const inputs = known === undefined ? importedInputs(type.table, payload.Spec) : withDrift(known.inputs, payload);
  if (known === undefined && !type.readable) operation.info(describeMissingData(type, payload));
  const isGiven = payloadOf(inputs, type.forms) !== undefined;
  const state = { ...(isGiven ? {} : dataOf(type, previous?.state ?? {})), ...stateOf(type, inputs) };
  const labels = toLabelState(payload.Spec.Labels, inputs.labels);
  return { id: payload.ID, inputs, state: { ...state, ...(labels === undefined ? {} : { labels }) } };
}

function describeMissingData({ className, forms, kind }: PayloadType, { Spec }: Payload): string {
  const property = forms[0]?.property ?? "";
  return (
    `${className} "${Spec.Name}": the Engine does not return the data of a ${kind}, so the output '${property}' has ` +
    `no value. To declare an imported ${kind} without its data, set '${property}' to "".`
  );
}

/** The previous inputs, with the live labels where they differ. */
function withDrift(inputs: Properties, { Spec }: Payload): Properties {
  return hasLabels(Spec.Labels, inputs.labels)
    ? inputs
    : { ...inputs, labels: toLabelState(Spec.Labels, inputs.labels) };
}

/** The data in a state whose inputs have none: another plugin wrote it. */
function dataOf({ forms }: PayloadType, state: Properties): Properties {
  const entries = forms.map(({ property }): [string, Property] => [property, state[property]]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
