import type { Service } from "../../engine/types";

/** Whether an update or a rollback of the service is paused because it failed. Any write of the service resumes it. */
export function isPaused({ UpdateStatus }: Pick<Service, "UpdateStatus">): boolean {
  return UpdateStatus?.State?.endsWith("paused") === true;
}

/** Why a change of services whose update is paused is refused. */
export function wouldResume(names: string): string {
  return `${names} would resume a paused update`;
}

/** What the user does about it. */
export const endUpdate = "end the update (docker service update --rollback SERVICE)";
