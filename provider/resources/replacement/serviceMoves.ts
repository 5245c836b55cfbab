import { isDeepStrictEqual } from "node:util";
import type { Engine } from "../../engine/engine";
import { messageOf } from "../../engine/error";
import { isNotFound } from "../../engine/meaning";
import type { Service, ServiceSpec } from "../../engine/types";
import { NotConverged, waitForConvergence } from "../service/convergence";
import type { Operation } from "../../handler/handler";
import { isPaused } from "../service/pausedUpdate";
import { changeService } from "../service/serviceChange";

/**
 * Changes services of any stack, all at the same time, and waits until their tasks run with the change. The update
 * config of each service says how its tasks are replaced.
 *
 * @param services as they are now. A rollback that they show has ended before, and does not count as a failure
 * @param words the end of the status line, after the count, e.g. `left network "backend"`
 * @param timeoutSeconds how long the tasks of each service may take
 * @throws Error that names the services whose tasks do not run. The change of the others is complete
 */
export async function changeServices(
  services: readonly Service[],
  change: (spec: ServiceSpec) => ServiceSpec,
  words: string,
  operation: Operation,
  timeoutSeconds: number,
): Promise<void> {
  let done = 0;
  const tell = (): void => {
    operation.status(`${done}/${services.length} ${services.length === 1 ? "service" : "services"} ${words}`);
  };
  const quiet = { ...operation, status: (): void => undefined };
  const changeOne = async ({ ID, Spec, UpdateStatus }: Service): Promise<void> => {
    // The caller has seen the spec that the rollback restored.
    const wasRolledBack = UpdateStatus?.State === "rollback_completed";
    try {
      await inTurn(operation.engine, ID, async () => {
        await waitForRunningUpdate(ID, timeoutSeconds, quiet);
        const isWritten = await send(ID, Spec.Name, change, operation);
        const after = wasRolledBack && !isWritten ? "nothing" : "update";
        await waitForConvergence(ID, { timeoutSeconds, after }, quiet);
      });
    } catch (error) {
      // The service was removed meanwhile.
      if (!isNotFound(error)) throw error;
    }
    done++;
    tell();
  };
  if (services.length > 0) tell();
  const failures = (await Promise.allSettled(services.map(changeOne))).flatMap((result) =>
    result.status === "rejected" ? [result.reason as unknown] : [],
  );
  operation.signal.throwIfAborted();
  const [first] = failures;
  if (first === undefined) return;
  const reasons = failures.map(messageOf);
  throw failures.every((error) => error instanceof NotConverged)
    ? new NotConverged(reasons, { cause: first })
    : new Error(reasons.join("\n"), { cause: first });
}

/** The running change, by daemon and service. */
const turns = new WeakMap<Engine, Map<string, Promise<unknown>>>();

/**
 * Runs the changes of a service one after the other: two of its networks may be replaced at the same time. An update
 * that interrupts a rolling one leaves tasks of three specs, for which there may be neither room nor ports.
 */
async function inTurn(engine: Engine, id: string, work: () => Promise<void>): Promise<void> {
  const ofEngine = turns.get(engine) ?? new Map<string, Promise<unknown>>();
  turns.set(engine, ofEngine);
  const turn = (ofEngine.get(id) ?? Promise.resolve()).catch(() => undefined).then(work);
  ofEngine.set(id, turn);
  await turn;
}

/**
 * Waits for the end of an update that another client, or an interrupted run, started. It may be rolled back.
 *
 * @throws NotConverged if it is paused, because any write of the service resumes it
 */
async function waitForRunningUpdate(id: string, timeoutSeconds: number, operation: Operation): Promise<void> {
  const { UpdateStatus } = await operation.engine.inspectService(id, operation.signal);
  if (UpdateStatus?.State !== "updating" && UpdateStatus?.State !== "rollback_started") return;
  try {
    await waitForConvergence(id, { timeoutSeconds, after: "update" }, operation);
  } catch (error) {
    if (!(error instanceof NotConverged)) throw error;
    if (isPaused(await operation.engine.inspectService(id, operation.signal))) throw error;
  }
}

/**
 * Writes the change. A paused update resumes only when the same spec is written again.
 *
 * @returns whether the service was written: there may be nothing to change
 */
async function send(
  id: string,
  name: string,
  change: (spec: ServiceSpec) => ServiceSpec,
  operation: Operation,
): Promise<boolean> {
  const before = await changeService(
    id,
    {
      name,
      change: ({ Spec, UpdateStatus }) => {
        const next = change(Spec);
        return isDeepStrictEqual(next, Spec) && !isPaused({ UpdateStatus }) ? undefined : next;
      },
    },
    operation,
  );
  return before !== undefined;
}
