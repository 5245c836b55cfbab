import type { Task, TaskStatus } from "../engine/types";

/**
 * What is read of each task of a swarm. The spec is most of a task, and the same for all tasks of a service, so a list
 * of all tasks does not keep it.
 */
export type TaskSummary = Pick<
  Task,
  "ID" | "ServiceID" | "Slot" | "NodeID" | "DesiredState" | "NetworksAttachments"
> & { readonly Status: Pick<TaskStatus, "State" | "Err" | "Message" | "PortStatus"> };

/** The summary of a task. It refers to nothing else of the task, so that the rest can leave the memory. */
export function summaryOf(task: Task): TaskSummary {
  const { ID, ServiceID, Slot, NodeID, DesiredState, NetworksAttachments } = task;
  const { State, Err, Message, PortStatus } = task.Status;
  return {
    ID,
    ServiceID,
    Slot,
    NodeID,
    DesiredState,
    Status: { State, Err, Message, PortStatus },
    // The Engine repeats the whole network in each attachment.
    NetworksAttachments: NetworksAttachments?.map(({ Network, Addresses }) => ({
      Network: { ID: Network.ID },
      Addresses,
    })),
  };
}
