import type { JobIteration, ObjectVersion } from "./base";
import type { PortConfig } from "./service";
import type { TaskSpec } from "./taskSpec";

/** The states of a task in the order that it passes them; from `complete` on it has ended. */
export const taskStates = [
  "new",
  "allocated",
  "pending",
  "assigned",
  "accepted",
  "preparing",
  "ready",
  "starting",
  "running",
  "complete",
  "shutdown",
  "failed",
  "rejected",
  "remove",
  "orphaned",
] as const;

/** Whether a task runs or is on its way to, and should. */
export function isWanted({
  Status,
  DesiredState,
}: {
  readonly Status: { readonly State: TaskState };
  readonly DesiredState: TaskState;
}): boolean {
  const end = taskStates.indexOf("complete");
  return taskStates.indexOf(Status.State) < end && taskStates.indexOf(DesiredState) < end;
}

export type TaskState = (typeof taskStates)[number];

export interface TaskStatus {
  readonly Timestamp?: string;
  readonly State: TaskState;
  readonly Message?: string;
  readonly Err?: string;
  readonly ContainerStatus?: { readonly ContainerID?: string; readonly PID?: number; readonly ExitCode?: number };
  readonly PortStatus?: { readonly Ports?: readonly PortConfig[] | null };
}

export interface Task {
  readonly ID: string;
  readonly Version: ObjectVersion;
  readonly CreatedAt?: string;
  readonly UpdatedAt?: string;
  readonly Name?: string;
  readonly Spec: TaskSpec;
  readonly ServiceID: string;
  /** 1 and up for replicated services, absent for global ones. */
  readonly Slot?: number;
  /** Empty or absent until the task is assigned. */
  readonly NodeID?: string;
  readonly Status: TaskStatus;
  readonly DesiredState: TaskState;
  readonly NetworksAttachments?: ReadonlyArray<{
    readonly Network: { readonly ID: string };
    readonly Addresses?: readonly string[] | null;
  }> | null;
  readonly JobIteration?: JobIteration;
}
