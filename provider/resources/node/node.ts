import { unknown } from "../../../swarm/draft";
import { EngineError } from "../../engine/error";
import { readNodeInputs } from "../../mapping/node/node";
import { startNames } from "../../mapping/node/nodeTable";
import { applyNode, applySettings } from "./nodeChange";
import { checkNodeInputs } from "./nodeCheck";
import { createNode, viewNode } from "./nodeCreation";
import { demotionCheck } from "./demotionCheck";
import { nodeDifference, warnOfSwarmLoss } from "./nodeDiff";
import { readNode } from "./nodeRead";
import { nodeState, withoutEntry } from "./nodeLive";
import { Managers } from "./nodeManagers";
import { removeNode } from "./nodeRemoval";
import { previewChecks } from "../../preview/liveCheck";
import { Deadline } from "../../reconcile/deadline";
import type { Live, Operation, Preview, ResourceHandler } from "../../handler/handler";
import { keepIgnored } from "../../handler/ignoredChanges";
import type { Properties } from "../../handler/properties";

/** Seconds that an operation may take, unless `customTimeouts` says otherwise. */
const defaultTimeouts = {
  /** After 20 s without an answer of the managers, a join continues in the background. */
  create: 120,
  update: 120,
  /** Draining waits for the grace period of tasks. */
  delete: 180,
} as const;

/**
 * `docker:swarm/node:Node`: one node of a swarm, seen from its own daemon. The docker package has no such resource; its
 * class is components/node/node.ts.
 */
export const nodeHandler: ResourceHandler = {
  type: "docker:swarm/node:Node",

  sharedInPreview: ["role", "availability", "labels"],

  secretProperties: ["joinToken", "workerToken", "managerToken", "unlockKey"],

  check: ({ olds, news }) => checkNodeInputs(olds, news),

  diff: ({ oldInputs, oldState, newInputs }) => nodeDifference({ oldInputs, oldState, newInputs }),

  warnOfReplacement: warnOfSwarmLoss,

  previewCreate: previewNode,

  previewUpdate: (oldState, inputs) => {
    const changesRole = inputs.role !== undefined && inputs.role !== oldState.role;
    return { ...oldState, ...withoutEntry(inputs), ...(changesRole ? managerOutputs : {}) };
  },

  preflight: (_inputs, operation) => identifyNode(operation),

  preflightUpdate: async (id, before, inputs, operation) => {
    // A worker does not know the managers, and only a manager can be demoted.
    if (inputs.role !== "worker" || before.role === "worker") return;
    await previewChecks([demotionCheck], { id, before, inputs }, operation);
  },

  create: (inputs, operation) => createNode(inputs, operation, Deadline.of(operation, defaultTimeouts.create)),

  update: updateNode,

  read: readNode,

  delete: (id, state, operation) => removeNode(id, state, operation, Deadline.of(operation, defaultTimeouts.delete)),

  // Nothing is recorded: the next create finds a node that has joined by asking its daemon.
  discard: () => Promise.resolve(),
};

/** The daemon of a new resource can be in the swarm already; or it does not run yet, as the machine does not exist. */
async function identifyNode(operation: Preview): Promise<void> {
  try {
    const { NodeID: id } = (await operation.engine.info(operation.signal)).Swarm;
    if (id !== "") operation.identify(id);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
  }
}

async function updateNode(
  id: string,
  oldState: Properties,
  oldInputs: Properties,
  inputs: Properties,
  operation: Operation,
): Promise<Live> {
  const { ignoreChanges } = operation;
  const current = ignoreChanges.length === 0 ? undefined : await readNode(id, { inputs, state: oldState }, operation);
  const given = readNodeInputs(current === undefined ? inputs : keepIgnored(inputs, current.inputs, ignoreChanges));
  const deadline = Deadline.of(operation, defaultTimeouts.update);
  const managers = new Managers(operation, given.managerHosts, readNodeInputs(oldState).swarmId);
  const dropped = Object.keys(readNodeInputs(oldInputs).labels ?? {}).filter((name) => !(name in (given.labels ?? {})));
  // A manager that becomes a worker makes the other changes while it can.
  await applySettings(given, managers, operation, deadline);
  await applyNode(id, given, dropped, managers, operation, deadline);
  const view = await viewNode(id, managers, operation);
  return { id, inputs, state: await nodeState(view, inputs, given, operation, oldState) };
}

/** The outputs that only managers have. */
const managerOutputs: Properties = { managerAddress: unknown, workerToken: unknown, managerToken: unknown };

function previewNode(inputs: Properties): Properties {
  return {
    ...withoutEntry(inputs),
    ...(inputs.role === "worker" ? {} : managerOutputs),
    ...(inputs.autolock === true ? { unlockKey: unknown } : {}),
    nodeId: unknown,
    dockerHost: unknown,
    hostname: unknown,
    address: unknown,
    state: unknown,
    role: inputs.role ?? (inputs.remoteAddresses === undefined ? "manager" : unknown),
    availability: inputs.availability ?? unknown,
    listenAddress: inputs.listenAddress ?? unknown,
    dataPathAddress: inputs.dataPathAddress ?? unknown,
    swarmId: inputs.swarmId ?? unknown,
    ...Object.fromEntries(startNames.map((name) => [name, inputs[name] ?? unknown])),
  };
}
