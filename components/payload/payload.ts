import type * as pulumi from "@pulumi/pulumi";
import { isPresent } from "../../swarm/draft";
import { checkLabels } from "../../swarm/labels";
import type { PayloadKind } from "../../swarm/payload";
import { checkBase64, checkPayloadName, checkPlainText, longestPayloadName } from "../../swarm/payload";
import type { Problem } from "../../swarm/problem";
import { under } from "../../swarm/problem";
import { recordOf, show } from "../../swarm/typed";
import type { Rule } from "../arguments/verification";
import { rule } from "../arguments/verification";

/** What a secret and a config are made of. */
export interface PayloadArgs {
  readonly text?: pulumi.Input<string>;
  readonly base64?: pulumi.Input<string>;
  readonly labels?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
}

/** How a task sees the file of a secret or config. */
export interface FileOptions {
  /**
   * Name of the file: for a secret relative to `/run/secrets`, for a config relative to `/`; absolute paths are possible.
   *
   * @default - the logical name of the secret or config, which stays when it is rotated
   */
  readonly fileName?: pulumi.Input<string>;
  /**
   * User id of the file's owner.
   *
   * @default "0"
   */
  readonly uid?: pulumi.Input<string>;
  /**
   * Group id of the file's owner.
   *
   * @default "0"
   */
  readonly gid?: pulumi.Input<string>;
  /**
   * Permissions of the file, e.g. `0o400`.
   *
   * @default 0o444
   */
  readonly mode?: pulumi.Input<number>;
}

/** The rules that a secret or config has to keep. No message shows what it holds. */
export function payloadRules(logicalName: string, kind: PayloadKind): readonly Rule<PayloadArgs>[] {
  return [
    rule(
      ["text", "base64"],
      ({ text, base64 }: PayloadArgs) => ({ text, base64 }),
      (draft) => [...checkLogicalName(logicalName, kind), ...checkData(recordOf(draft, "", "args", []), kind)],
    ),
    rule(
      ["labels"],
      ({ labels }: PayloadArgs) => labels,
      (labels) => under("labels", checkLabels(labels)),
    ),
  ];
}

/** What Pulumi adds to a logical name: a hyphen and 7 hexadecimal digits. */
const suffixLength = 8;

function checkLogicalName(logicalName: string, kind: PayloadKind): Problem[] {
  const problems = checkPayloadName(logicalName, kind);
  const most = longestPayloadName - suffixLength;
  if (problems.length > 0 || logicalName.length <= most) return problems;
  const reason =
    `The logical name ${show(logicalName)} has ${logicalName.length} characters; ${most} leave room for what Pulumi adds to tell one ` +
    `${kind} from the next. Use a shorter one.`;
  return [{ path: "", reason }];
}

function checkData({ text, base64 }: Readonly<Record<string, unknown>>, kind: PayloadKind): Problem[] {
  if (isPresent(text) && isPresent(base64)) {
    const reason = `'text' and 'base64' both say what the ${kind} holds. Give one of them.`;
    return [{ path: "base64", reason }];
  }
  if ((text === undefined || text === null) && (base64 === undefined || base64 === null)) {
    const reason = `'text' is missing: a ${kind} has to hold something. Give 'text', or 'base64' for what is no text.`;
    return [{ path: "text", reason }];
  }
  return [
    ...under("text", checkPlainText(text, kind, "text")),
    ...under("base64", checkBase64(base64, kind, "base64")),
  ];
}
