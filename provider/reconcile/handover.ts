import { sleep } from "../engine/sleep";
import { unlessAborted } from "../engine/unlessAborted";
import { span } from "../trace/trace";
import type { StringMap } from "../engine/types/base";
import type { Operation } from "../handler/handler";
import type { PlannedChange, PlannedResource, UpdatePlan } from "../handler/updatePlan";
import type { Deadline } from "./deadline";
import { ownerOf } from "./owner";

/** Something that one object needs but another object still has: a published port, a name. */
export interface Conflict {
  /** The object that needs it, e.g. `Service "web"`. */
  readonly subject: string;
  /** E.g. `port 8080/tcp`. */
  readonly what: string;
  readonly holder: Holder;
  /** What the holder has, e.g. `"10.0.0.0/16", which overlaps it`. @default `it` */
  readonly has?: string;
  /** Whether the holder still has it after a change. */
  readonly isKept: (change: PlannedChange) => boolean;
  /**
   * Removes a holder that Pulumi would delete last, since its replacement exists. Returns whether it is gone. @default
   * impossible
   */
  readonly release?: () => Promise<boolean>;
  /** Whether another change of this run takes it from the holder, which is not in the state. @default never */
  readonly isTakenAway?: () => boolean;
  /** What to do if the CLI does not mention the holder. @default removes the holder in one of several ways */
  readonly fix?: string;
}

/** The object that has what another one needs. */
export interface Holder {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly labels?: StringMap | null | undefined;
}

/** The milliseconds without any other activity after which the provider assumes that the holder stays as it is. */
const patienceMs = 10_000;

/** The same in a preview, where no operation takes long. */
export const previewPatienceMs = 5000;

/** Milliseconds between two looks. */
const intervalMs = 250;

/**
 * Runs `work`. If it fails because another object has what this one needs, waits as long as this update can still
 * change the other object, and runs `work` again.
 *
 * Pulumi changes several resources at the same time, in any order, unless one depends on the other.
 *
 * @param handover how to find the conflict
 * @throws Error that names the holder and the fix; the error of `work`
 */
export async function withHandover<T>(
  work: () => Promise<T>,
  handover: Handover,
  operation: Operation,
  deadline: Deadline,
): Promise<T> {
  for (let retries = 0; ; retries++) {
    try {
      return await work();
    } catch (error) {
      if (!handover.isRefusal(error) || deadline.isOver) throw error;
      const isWaited = await awaitHandover(handover, operation, deadline, error);
      // There is no conflict any more, but there may have been one a moment ago.
      if (!isWaited && retries > 0) throw error;
      await deadline.sleep(intervalMs);
    }
  }
}

/** How to find out whether another object has what this one needs. */
export interface Handover {
  /** The present conflict; `undefined` if there is none. */
  readonly find: () => Promise<Conflict | undefined>;
  /** Whether an error is due to the conflict. */
  readonly isRefusal: (error: unknown) => boolean;
  /**
   * The milliseconds without any other activity after which a holder that the CLI has not mentioned is assumed to
   * stay.
   */
  readonly patienceMs?: number;
  /** Throws for such a holder. @default an Error that says how to move it in two updates */
  readonly refuse?: (cause: unknown) => void;
}

/** Waits until nothing else has what an object needs. @returns whether anything had it */
export async function awaitHandover(
  { find, patienceMs: patienceUnplanned = patienceMs, refuse }: Handover,
  operation: Operation,
  deadline: Deadline,
  cause?: unknown,
): Promise<boolean> {
  const { plan } = operation;
  const wait = async (): Promise<boolean> => {
    for (let looks = 0; ; looks++) {
      const conflict = await find();
      if (conflict === undefined) return looks > 0;
      const outlook = outlookOf(conflict, operation);
      const idleMs = deadline.isOver ? Infinity : (plan?.idleMs ?? Infinity);
      if (!outlook.isPlanned && idleMs > patienceUnplanned && refuse !== undefined) {
        refuse(cause);
        return false;
      }
      if (outlook.isDeletedLast && (await conflict.release?.()) === true) continue;
      const isUseless = outlook.isFinal || (outlook.isDeletedLast && conflict.release === undefined);
      const isTooLate = idleMs > (outlook.isPlanned ? patienceMs : patienceUnplanned);
      if (isUseless || isTooLate) throw new Error(describe(conflict, outlook.fix, operation.urn), { cause });
      const { what, holder } = conflict;
      operation.status(`waiting for ${what}, which ${holder.kind} "${holder.name}" has`);
      await deadline.sleep(intervalMs);
    }
  };
  return span(
    "wait",
    () => "wait for another resource",
    () => (plan === undefined ? wait() : plan.waiting(wait)),
    (end) => ({ ended: "error" in end ? "failed" : "ready" }),
  );
}

/**
 * Waits, in a preview, until it is known whether this update takes from another object what this one needs.
 *
 * @returns the error of the update, with the holder and the fix; `undefined` if the update resolves the conflict
 */
export async function lastingConflict(conflict: Conflict, operation: Operation): Promise<string | undefined> {
  const { plan, journal, replaces, urn } = operation;
  const { holder } = conflict;
  // With '--replace', the CLI compares nothing, so the object that is replaced is known only by its name.
  if (plan === undefined || holder.id === replaces || holder.name === plan.nameBefore(urn)) return undefined;
  // An interrupted update may have created the holder. This update then takes it over or removes it.
  if (await journal.hasLeftovers()) return undefined;
  return plan.waiting(async () => {
    const known = { isWhole: false };
    const whole = wholePlan(plan).then(() => {
      known.isWhole = true;
    });
    for (;;) {
      const outlook = outlookOf(conflict, operation);
      if ((outlook.isPlanned && !outlook.isFinal) || conflict.isTakenAway?.() === true) return undefined;
      if (outlook.isFinal || known.isWhole) return describe(conflict, outlook.fix, urn);
      await Promise.race([whole, sleep(intervalMs, operation.signal)]);
    }
  });
}

/** Waits, in a preview, until the CLI has probably reported everything that this update changes. */
export async function awaitWholePlan({ plan, signal }: Operation): Promise<void> {
  await plan?.waiting(() => unlessAborted(wholePlan(plan), signal));
}

/** The waits for the rest of a plan. */
const waits = new WeakMap<UpdatePlan, Promise<void>>();

/**
 * One wait for all operations of a run: the end of the first operation counts as an activity, so the others would wait
 * again.
 */
function wholePlan(plan: UpdatePlan): Promise<void> {
  const wait = async (): Promise<void> => {
    while (plan.idleMs <= previewPatienceMs) await sleep(intervalMs);
  };
  const present = waits.get(plan) ?? wait().finally(() => waits.delete(plan));
  waits.set(plan, present);
  return present;
}

interface Outlook {
  /** Whether the CLI has reported a change of the holder. */
  readonly isPlanned: boolean;
  /** Whether waiting cannot help. */
  readonly isFinal: boolean;
  /** Whether the holder is replaced, and its replacement is created first. */
  readonly isDeletedLast?: boolean;
  readonly fix: string;
}

/** What this update does with the holder, as far as it is known, and what to do if that does not help. */
function outlookOf({ what, holder, isKept, fix: otherFix }: Conflict, { plan, replaces }: Operation): Outlook {
  const { kind, id, name } = holder;
  if (id === replaces) {
    const fix =
      `This resource replaces that ${kind}, which Pulumi deletes last. Set the resource option ` +
      `'deleteBeforeReplace: true'.`;
    return { isPlanned: true, isFinal: true, fix };
  }
  const change = plan?.changeOf(id);
  if (change === undefined) {
    const fix =
      `If the program no longer has ${kind} "${name}", Pulumi would delete it only after this change: run 'pulumi ` +
      `up' once without this change, and once with it, or rename the resource of "${name}" with the option 'aliases' ` +
      `instead of making a new one. If the program has it, let this resource depend on it ('dependsOn'). Otherwise ` +
      `choose another ${wordOf(what)}, or remove the ${kind}: docker ${kind} rm ${name}`;
    return { isPlanned: false, isFinal: false, fix: otherFix ?? fix };
  }
  const { logicalName, isReplaced, isDeletedLast } = change;
  if (isKept(change)) {
    const fix = `The program gives it to "${logicalName}" as well. Choose another ${wordOf(what)} for one of them.`;
    return { isPlanned: true, isFinal: true, fix };
  }
  if (isReplaced && isDeletedLast) {
    const fix =
      `This update replaces "${logicalName}", and Pulumi deletes the old ${kind} last. Set 'deleteBeforeReplace: ` +
      `true' on "${logicalName}", or run 'pulumi up' once without this change, and once with it.`;
    return { isPlanned: true, isFinal: false, isDeletedLast: true, fix };
  }
  const fix =
    `This update takes it from "${logicalName}", but has not done so yet. Let this resource depend on ` +
    `"${logicalName}" ('dependsOn'), or allow more operations at a time ('pulumi up --parallel'). If ` +
    `"${logicalName}" depends on this resource, run 'pulumi up' once without this change, and once with it.`;
  return { isPlanned: true, isFinal: false, fix };
}

function describe({ subject, what, has = "it", holder }: Conflict, fix: string, urn: string): string {
  const { kind, name, id, labels } = holder;
  const owner = ownerOf(labels, urn);
  const sentence = owner === undefined ? "" : ` ${owner.sentence}`;
  return `${subject} cannot have ${what}: ${kind} "${name}" (${id}) has ${has}.${sentence} ${fix}`;
}

/**
 * The error of a preview whose program gives the same thing to two resources, neither of which has it yet.
 *
 * @param has what the program gives to the other one, e.g. `"10.0.0.0/16", which overlaps it,`. @default `it`
 */
export function describeShared(
  { subject, what, has = "it" }: Pick<Conflict, "subject" | "what" | "has">,
  { logicalName }: PlannedResource,
): string {
  return (
    `${subject} cannot have ${what}: the program gives ${has} to "${logicalName}" as well. Choose another ` +
    `${wordOf(what)} for one of them.`
  );
}

/** E.g. `port` of `port 8080/tcp`, and `VXLAN id` of `VXLAN id 4200`. */
function wordOf(what: string): string {
  return what.replace(/ \S+$/, "");
}
