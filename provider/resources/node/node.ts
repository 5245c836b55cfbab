import { unknown } from "../../../swarm/draft";
import { readNodeInputs } from "../../mapping/node/node";
import { applyNode, applySettings } from "./nodeChange";
import { checkNodeInputs } from "./nodeCheck";
import { createNode, viewNode } from "./nodeCreation";
import { nodeDifference, warnOfSwarmLoss } from "./nodeDiff";
import { readNode } from "./nodeRead";
import { nodeState, withoutEntry } from "./nodeLive";
import { Managers } from "./nodeManagers";
import { removeNode } from "./nodeRemoval";
import type { Live, Operation, ResourceHandler } from "../../handler/handler";
import type { Properties } from "../../handler/properties";

/** Seconds that an operation waits, unless `customTimeouts` says otherwise. */
const defaultTimeouts = {
  /** A join that the managers are slow to answer goes on in the background after 20 s. */
  create: 120,
  update: 120,
  /** Draining waits for the grace period of tasks. */
  delete: 180,
} as const;

/**
 * `docker:swarm/node:Node`: one node of a swarm, seen from its own daemon. The docker package has no such resource; its class is
 * components/node/node.ts.
 */
export const nodeHandler: ResourceHandler = {
  type: "docker:swarm/node:Node",

  secretProperties: ["joinToken", "workerToken", "managerToken", "unlockKey"],

  check: ({ olds, news }) => checkNodeInputs(olds, news),

  diff: ({ oldInputs, oldState, newInputs }) => nodeDifference({ oldInputs, oldState, newInputs }),

  warnOfReplacement: warnOfSwarmLoss,

  previewCreate: previewNode,

  previewUpdate: (oldState, inputs) => {
    const changesRole = inputs.role !== undefined && inputs.role !== oldState.role;
    return { ...oldState, ...withoutEntry(inputs), ...(changesRole ? managerOutputs : {}) };
  },

  create: (inputs, operation) => createNode(inputs, operation, operation.timeoutSeconds ?? defaultTimeouts.create),

  update: updateNode,

  read: readNode,

  delete: (id, state, operation) =>
    removeNode(id, state, operation, operation.timeoutSeconds ?? defaultTimeouts.delete),

  // Nothing is announced: a node that has joined is found by the next create, by its own daemon.
  discard: () => Promise.resolve(),
};

async function updateNode(
  id: string,
  oldState: Properties,
  oldInputs: Properties,
  inputs: Properties,
  operation: Operation,
): Promise<Live> {
  const given = readNodeInputs(inputs);
  const end = performance.now() + (operation.timeoutSeconds ?? defaultTimeouts.update) * 1000;
  const left = (): number => Math.max(1, (end - performance.now()) / 1000);
  const managers = new Managers(operation, given.managerHosts, readNodeInputs(oldState).swarmId);
  const dropped = Object.keys(readNodeInputs(oldInputs).labels ?? {}).filter((name) => !(name in (given.labels ?? {})));
  // A manager that becomes a worker changes the rest while it can.
  await applySettings(given, managers, operation, left);
  await applyNode(id, given, dropped, managers, operation, left);
  const view = await viewNode(id, managers, operation);
  return { id, inputs, state: await nodeState(view, inputs, given, operation, oldState) };
}

/** What a manager has and a worker has not. */
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
    dataPathPort: inputs.dataPathPort ?? unknown,
    defaultAddressPools: inputs.defaultAddressPools ?? unknown,
    subnetSize: inputs.subnetSize ?? unknown,
  };
}
