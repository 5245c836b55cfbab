import type { StringMap } from "../engine/types/base";
import type { Operation } from "../handler/handler";
import { importCommand } from "../handler/importCommand";
import type { Properties } from "../handler/properties";
import type { Deadline } from "./deadline";
import { lastingConflict, withHandover, type Conflict, type Handover } from "./handover";
import { ownerOf } from "./owner";

/** The existing object with the name of an object that should be created. */
export interface Holder {
  /** E.g. `network`. Also the docker command that removes it. */
  readonly kind: string;
  readonly name: string;
  readonly id: string;
  readonly labels: StringMap | null | undefined;
  /** E.g. `driver "overlay", scope swarm`. @default none */
  readonly details?: string;
}

/** The name of an object that should be created is taken. */
export class NameTaken extends Error {
  public constructor(
    public readonly holder: Holder,
    message: string,
    options: ErrorOptions,
  ) {
    super(message, options);
    this.name = "NameTaken";
  }
}

/**
 * Waits until a name is free, if this update takes it from the object that has it.
 *
 * @param requireFree throws NameTaken while the name is taken
 */
export async function awaitFreeName(
  requireFree: () => Promise<void>,
  operation: Operation,
  deadline: Deadline,
): Promise<void> {
  const find = async (): Promise<Conflict | undefined> => {
    try {
      await requireFree();
      return undefined;
    } catch (error) {
      if (!(error instanceof NameTaken)) throw error;
      return conflictOf(error.holder);
    }
  };
  const refuse = (cause: unknown): never => {
    throw cause;
  };
  const handover: Handover = { find, isRefusal: (error) => error instanceof NameTaken, patienceMs: 2000, refuse };
  await withHandover(requireFree, handover, operation, deadline);
}

/**
 * Checks, in a preview, whether a name stays taken.
 *
 * @returns the error of the create; `undefined` if this update takes the name from the object that has it
 */
export async function lastingName(holder: Holder, operation: Operation): Promise<string | undefined> {
  const conflict = conflictOf(holder);
  const message = await lastingConflict(conflict, operation);
  if (message === undefined || operation.plan?.changeOf(holder.id) !== undefined) return message;
  return nameTaken(holder, operation).message;
}

function conflictOf(holder: Holder): Conflict {
  const isHeldBy = ({ name }: Properties): boolean =>
    typeof name === "string" && name.toLowerCase() === holder.name.toLowerCase();
  return {
    subject: `The new ${holder.kind}`,
    what: `name "${holder.name}"`,
    holder,
    isKept: ({ inputs, isReplaced }) => !isReplaced || isHeldBy(inputs),
  };
}

/**
 * The error of a create whose name is taken: names the holder and, as far as its labels tell, its owner. Offers each
 * fix.
 */
export function nameTaken(holder: Holder, operation: Operation, cause?: unknown): NameTaken {
  const { kind, name, id, details } = holder;
  const owner = ownerOf(holder.labels, operation.urn);
  const release =
    owner?.isOfOtherStack === true
      ? `To move the ${kind} to this stack, first run 'pulumi state delete' for it there. `
      : "";
  const what = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} "${name}"`;
  return new NameTaken(
    holder,
    `${what} (${[id, details].filter((part) => part !== undefined).join(", ")}) already exists and does not belong ` +
      `to this resource.${owner === undefined ? "" : ` ${owner.sentence}`} ${release}To manage it as this resource, ` +
      `import it:${importCommand(operation, id)}Otherwise give this resource another 'name', or remove the existing ` +
      `${kind}: docker ${kind} rm ${id}`,
    { cause },
  );
}
