import type { Need } from "../../../swarm/scheduling/demand";
import {
  findPlacementConflicts,
  type NodeUse,
  type PlacementConflict,
} from "../../../swarm/scheduling/placementConflicts";
import { findWantedTasks } from "../../engine/tasksInParts";
import type { Platform, Service } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { elementsOf, propertiesOf, textOf } from "../../mapping/fields/field";
import { demandOf } from "../../mapping/service/demand";
import { differences } from "../../mapping/service/service";
import { errorFinding, warningFinding, type Change, type LiveCheck } from "../../preview/liveCheck";
import { awaitWholePlan } from "../../reconcile/handover";
import { plannedNodes } from "../node/plannedNodes";
import { findNodeUses } from "./nodeUses";
import { isNewImage, lookUpImage } from "./imageCheck";
import { isFound } from "./imageLookup";
import { platformsIn } from "./serviceImage";

/** Whether the nodes of the swarm can run the tasks of a service. */
export const placementCheck: LiveCheck = {
  what: "the placement of tasks",
  find: async (change, operation) => {
    if (!placesTasks(change)) return [];
    const suspected = await findConflicts(change, operation);
    if (suspected.length === 0) return [];
    // The rest of the program may add a node, set a label, or stop another service.
    await awaitWholePlan(operation);
    const conflicts = await findConflicts(change, operation, { isPlanWhole: true });
    const name = textOf(change.inputs.name);
    return conflicts.map(({ path, reason, isRisk }) => {
      const message = `Service "${name}": '${path}': ${reason}`;
      return isRisk ? warningFinding(message) : errorFinding(message);
    });
  },
};

/** Whether the change creates tasks, or moves them. A change of a label or of the update settings does neither. */
function placesTasks({ before, inputs }: Change): boolean {
  return (
    before === undefined || differences(before, inputs).some(({ path }) => /^(taskSpec|mode|endpointSpec)\b/.test(path))
  );
}

async function findConflicts(
  { id, inputs, before }: Change,
  operation: Operation,
  { isPlanWhole = false } = {},
): Promise<PlacementConflict[]> {
  const { engine, signal, plan, replaces } = operation;
  const [nodes, services, tasks, drivers] = await Promise.all([
    engine.listNodes({}, signal),
    engine.listServices({}, {}, signal),
    findWantedTasks(engine, signal),
    networkDrivers(inputs, operation),
  ]);
  const live = services.find(({ ID }) => ID === id);
  const platforms = await imagePlatforms({ id, inputs, before }, live, operation);
  const demand = demandOf(inputs, platforms, drivers);
  const needsUses = demand.hostPorts.length > 0 || demand.reserved.size > 0;
  const uses = needsUses
    ? findNodeUses(services, tasks, [id, replaces], isPlanWhole ? plan : undefined)
    : new Map<string, NodeUse>();
  return findPlacementConflicts(demand, plannedNodes(nodes, operation, isPlanWhole), uses);
}

/** The platforms of an image that the update looks up; otherwise those that the service has. */
async function imagePlatforms(change: Change, live: Service | undefined, operation: Operation): Promise<Platform[]> {
  if (!isNewImage(change)) return [...(live?.Spec.TaskTemplate.Placement?.Platforms ?? [])];
  const answer = await lookUpImage(change.inputs, operation);
  return answer !== undefined && isFound(answer) ? platformsIn(answer) : [];
}

/** The drivers of the networks that a service refers to by id or name. A new network is not known yet. */
async function networkDrivers(inputs: Properties, { engine, signal }: Operation): Promise<Need<string>[]> {
  const references = elementsOf(propertiesOf(inputs.taskSpec).networksAdvanceds).map(propertiesOf);
  if (references.length === 0) return [];
  const networks = await engine.listNetworks({}, signal);
  return references.flatMap(({ id, name }, i): Need<string>[] => {
    const network = networks.find(({ Id, Name, Scope }) => Scope === "swarm" && (Id === id || Name === (name ?? id)));
    const driver = network?.Driver ?? "";
    return driver === "" ? [] : [{ path: `taskSpec.networksAdvanceds[${i}]`, value: driver }];
  });
}
