import { sleep } from "../engine/sleep";
import type { Operation } from "../handler/handler";
import { previewPatienceMs } from "../reconcile/handover";

/** Milliseconds between two looks. */
const intervalMs = 100;

/**
 * Whether another resource of this preview resolves a problem. The CLI may mention that resource later, so this waits
 * as long as the CLI mentions others. In an update, it does not wait.
 */
export async function isResolvedLater(isResolved: () => boolean, operation: Operation): Promise<boolean> {
  const { plan, signal } = operation;
  if (isResolved()) return true;
  if (plan === undefined || !("unchecked" in operation)) return false;
  return plan.waiting(async () => {
    while (plan.idleMs <= previewPatienceMs) {
      await sleep(intervalMs, signal);
      if (isResolved()) return true;
    }
    return false;
  });
}
