import { swarmLabel } from "../../swarm/swarmLabel";
import type { StringMap } from "../engine/types/base";
import type { Operation } from "../handler/handler";
import { importCommand } from "../handler/importCommand";
import { stackOf } from "../handler/urn";

/** The object that has the name of one that is to be created. */
export interface Holder {
  /** E.g. `network`. Also the docker command that removes it. */
  readonly kind: string;
  readonly name: string;
  readonly id: string;
  readonly labels: StringMap | null | undefined;
  /** E.g. `driver "overlay", scope swarm`. @default none */
  readonly details?: string;
}

/**
 * The error of a create whose name is taken: names the holder and, as far as its labels tell, its owner. Offers each
 * fix.
 */
export function nameTaken(holder: Holder, operation: Operation, cause?: unknown): Error {
  const { kind, name, id, details } = holder;
  const owner = ownerOf(holder, operation);
  const what = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} "${name}"`;
  return new Error(
    `${what} (${[id, details].filter((part) => part !== undefined).join(", ")}) already exists and does not belong ` +
      `to this resource.${owner?.sentence ?? ""} ${owner?.release ?? ""}To manage it as this resource, import it:` +
      `${importCommand(operation, id)}Otherwise give this resource another 'name', or remove the existing ${kind}: ` +
      `docker ${kind} rm ${id}`,
    { cause },
  );
}

/** What the labels of an object say about its owner. */
function ownerOf(
  { labels, kind }: Holder,
  { urn }: Operation,
): { readonly sentence: string; readonly release?: string } | undefined {
  const namespace = labels?.["com.docker.stack.namespace"];
  if (namespace !== undefined) return { sentence: ` It is part of the stack "${namespace}" of 'docker stack deploy'.` };
  const identity = labels?.[swarmLabel.identity.key];
  if (identity === undefined) return undefined;
  const [project = "", stack = "", ...name] = identity.split("/");
  const own = stackOf(urn);
  if (project === own.project && stack === own.stack) return undefined;
  return {
    sentence: ` It belongs to "${name.join("/")}" of stack "${stack}" in project "${project}".`,
    release: `To move the ${kind} to this stack, first run 'pulumi state delete' for it there. `,
  };
}
