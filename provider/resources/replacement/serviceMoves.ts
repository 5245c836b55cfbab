import { isDeepStrictEqual } from "node:util";
import type { Engine } from "../../engine/engine";
import { isNotFound } from "../../engine/error";
import type { Service, ServiceSpec } from "../../engine/types";
import { NotConverged, waitForConvergence } from "../service/convergence";
import type { Operation } from "../../handler/handler";
import { reviseService } from "../service/serviceRevision";

/**
 * Changes services that may belong to anybody, all at once, and waits until their tasks run with it. Their own update configs say how their
 * tasks are replaced.
 *
 * @param words what the status line says behind the count, e.g. `have left network "backend"`
 * @param timeoutSeconds how long the tasks of each may take
 * @throws Error that names the services whose tasks do not run; those of the others do
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
  const changeOne = async ({ ID }: Service): Promise<void> => {
    try {
      await inTurn(operation.engine, ID, async () => {
        await letFinish(ID, timeoutSeconds, quiet);
        await send(ID, change, operation);
        await waitForConvergence(ID, { timeoutSeconds, after: "update" }, quiet);
      });
    } catch (error) {
      // Somebody has removed it meanwhile.
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
  const reasons = failures.map((error) => (error instanceof Error ? error.message : String(error)));
  throw failures.every((error) => error instanceof NotConverged)
    ? new NotConverged(reasons, { cause: first })
    : new Error(reasons.join("\n"), { cause: first });
}

/** By daemon and service: the change that is under way. */
const turns = new WeakMap<Engine, Map<string, Promise<unknown>>>();

/**
 * One change of a service after the other: two networks of it may be replaced at a time. An update that cuts into a rolling one leaves tasks of
 * three specs, which nobody has planned room or ports for.
 */
async function inTurn(engine: Engine, id: string, work: () => Promise<void>): Promise<void> {
  const ofEngine = turns.get(engine) ?? new Map<string, Promise<unknown>>();
  turns.set(engine, ofEngine);
  const turn = (ofEngine.get(id) ?? Promise.resolve()).catch(() => undefined).then(work);
  ofEngine.set(id, turn);
  await turn;
}

/** Waits for an update that somebody else, or an interrupted run, has begun. One that comes to nothing is no reason to wait longer. */
async function letFinish(id: string, timeoutSeconds: number, operation: Operation): Promise<void> {
  const { UpdateStatus } = await operation.engine.inspectService(id, operation.signal);
  if (UpdateStatus?.State !== "updating" && UpdateStatus?.State !== "rollback_started") return;
  try {
    await waitForConvergence(id, { timeoutSeconds, after: "update" }, operation);
  } catch (error) {
    if (!(error instanceof NotConverged)) throw error;
  }
}

/** An update that was paused by a failure goes on only when it is asked for once more. */
async function send(id: string, change: (spec: ServiceSpec) => ServiceSpec, operation: Operation): Promise<void> {
  await reviseService(
    id,
    ({ Spec, UpdateStatus }) => {
      const next = change(Spec);
      const isPaused = UpdateStatus?.State?.endsWith("paused") === true;
      return isDeepStrictEqual(next, Spec) && !isPaused ? undefined : next;
    },
    operation,
  );
}
