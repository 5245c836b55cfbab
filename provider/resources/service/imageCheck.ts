import { unknown } from "../../../swarm/draft";
import { findWantedTasks } from "../../engine/tasksInParts";
import type { Distribution } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { propertiesOf, textOf } from "../../mapping/fields/field";
import { demandOf } from "../../mapping/service/demand";
import { isPinned, tagged } from "../../mapping/service/image";
import { errorFinding, warningFinding, type Change, type LiveCheck } from "../../preview/liveCheck";
import { askRegistry, isFound, type NotFound } from "./imageLookup";
import { authOf, deployedByTag, imageOf } from "./serviceImage";

/**
 * Whether the registry has a new image. If it does not, a node runs the image that it has under this name, so it is an
 * error only if no image is known to be in the swarm.
 */
export const imageCheck: LiveCheck = {
  what: "the image",
  find: async (change, operation) => {
    const { inputs } = change;
    if (!isNewImage(change) || demandOf(inputs, []).tasks === 0) return [];
    const image = imageOf(inputs);
    const answer = await lookUpImage(inputs, operation);
    if (answer === undefined || isFound(answer)) return [];
    if (!answer.isFinal || (await isInSwarm(image, operation))) {
      return isPinned(image) ? [] : [warningFinding(deployedByTag(image, answer.reason))];
    }
    return [
      errorFinding(
        `Service "${textOf(inputs.name)}" cannot run image "${image}": its registry answers "${answer.reason}", and ` +
          `neither the manager nor a running task has the image, so its tasks would be rejected. Check 'image', push ` +
          `it, or give credentials in 'auth' or 'docker:registryAuth'.`,
      ),
    ];
  },
};

/** Whether the update looks up the image: it is known, and new to the service. */
export function isNewImage({ before, inputs }: Change): boolean {
  const image = imageOf(inputs);
  return image !== "" && (before === undefined || imageOf(before) !== image);
}

/** The registry's answer about the image of a service; `undefined` while the credentials are unknown. */
export async function lookUpImage(
  inputs: Properties,
  operation: Operation,
): Promise<Distribution | NotFound | undefined> {
  const { auth } = inputs;
  if (auth === unknown || Object.values(propertiesOf(auth)).includes(unknown)) return undefined;
  const image = imageOf(inputs);
  return askRegistry(image, authOf(inputs, image, operation), operation);
}

/** Whether the manager has the image, or a node runs it. The Engine does not show which images other nodes have. */
async function isInSwarm(image: string, { engine, signal }: Operation): Promise<boolean> {
  const name = tagged(image);
  const tasks = await findWantedTasks(engine, signal);
  const isRunning = tasks.some(
    ({ Spec, Status }) =>
      Status.State === "running" && tagged((Spec.ContainerSpec?.Image ?? "").replace(/@.*$/, "")) === name,
  );
  return isRunning || engine.hasImage(name, signal);
}
