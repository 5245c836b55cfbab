import type * as pulumi from "@pulumi/pulumi";
import { isPresent } from "../../swarm/draft";
import { checkLabels } from "../../swarm/labels";
import type { PayloadKind } from "../../swarm/payload";
import { checkBase64, checkPayloadName, checkPlainText, longestPayloadName } from "../../swarm/payload";
import type { Problem } from "../../swarm/problem";
import { under } from "../../swarm/problem";
import { scopedName, shortName } from "../../swarm/stack";
import { recordOf, show } from "../../swarm/typed";
import type { Description } from "../arguments/checkedArgs";
import { rule } from "../arguments/checkedArgs";
import { additionalInputs } from "../arguments/ownProvider";
import { map, secretText, text } from "../arguments/shape";
import type { StackScope, StackScopeArgs } from "../arguments/stackScope";
import { stackArgument, stackLabelRule } from "../arguments/stackScope";

/** The arguments that secrets and configs have in common. */
interface PayloadArgs {
  readonly stack?: pulumi.Input<StackScopeArgs>;
  readonly name?: pulumi.Input<string>;
  readonly text?: pulumi.Input<string>;
  readonly base64?: pulumi.Input<string>;
  readonly templateDriver?: pulumi.Input<string>;
  readonly labels?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
}

/** How a task gets the file of a secret or config. */
export interface FileOptions {
  /**
   * Name of the file: for a secret relative to `/run/secrets`, for a config relative to `/`. Absolute paths are
   * possible.
   *
   * @default - the logical name of the secret or config, without the prefix of its stack. It does not change when the
   *   content does
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

/** The description of the arguments of a secret or config. No message shows its content. */
export function payloadDescription(
  logicalName: string,
  kind: PayloadKind,
  scope?: StackScope,
): Description<PayloadArgs> {
  const shape = kind === "secret" ? secretText : text;
  const content = rule(
    ({ text, base64 }: PayloadArgs) => ({ text, base64 }),
    (draft) => checkContent(recordOf(draft, "", "args", []), kind),
  );
  return {
    stack: stackArgument,
    name: [
      text,
      rule(
        ({ name }) => name,
        (name) =>
          name === undefined
            ? checkLogicalName(placeInStack(logicalName, scope).logicalName, kind)
            : under("name", checkPayloadName(name, kind)),
      ),
    ],
    text: [shape, content],
    base64: [shape, content],
    templateDriver: [text],
    labels: [
      map(text),
      rule(
        ({ labels }) => labels,
        (labels) => under("labels", checkLabels(labels)),
      ),
      stackLabelRule("labels", scope),
    ],
  };
}

/**
 * Adds the template driver to the inputs of a secret or config, whose class in the docker package passes on only the
 * inputs that it knows.
 */
export function templating(
  component: pulumi.ComponentResource,
  subject: string,
  templateDriver: pulumi.Input<string> | undefined,
): Pick<pulumi.CustomResourceOptions, "transformations"> {
  const driver = additionalInputs(component, subject)("templateDriver", templateDriver);
  if (driver === undefined) return {};
  return {
    transformations: [({ props, opts }) => ({ props: { ...(props as object), templateDriver: driver }, opts })],
  };
}

/** The names that a secret or config gets from its stack. */
export function placeInStack(
  logicalName: string,
  scope: StackScope | undefined,
): {
  /** Logical name of the resource, to which Pulumi appends random digits. */
  readonly logicalName: string;
  /** Default name of the file in tasks. */
  readonly fileName: string;
} {
  if (scope === undefined) return { logicalName, fileName: logicalName };
  return { logicalName: scopedName(scope.name, logicalName), fileName: shortName(scope.name, logicalName) };
}

/** The length of what Pulumi appends to a logical name: a hyphen and 7 hexadecimal digits. */
const suffixLength = 8;

function checkLogicalName(logicalName: string, kind: PayloadKind): Problem[] {
  const problems = checkPayloadName(logicalName, kind);
  const most = longestPayloadName - suffixLength;
  if (problems.length > 0 || logicalName.length <= most) return problems;
  const reason =
    `The logical name ${show(logicalName)} has ${logicalName.length} characters; at most ${most} are possible, ` +
    `because Pulumi appends ${suffixLength} to give each ${kind} a name of its own. Use a shorter name.`;
  return [{ path: "", reason }];
}

function checkContent({ text, base64 }: Readonly<Record<string, unknown>>, kind: PayloadKind): Problem[] {
  if (isPresent(text) && isPresent(base64)) {
    const reason = `'text' and 'base64' both set the content of the ${kind}. Leave one of them out.`;
    return [{ path: "base64", reason }];
  }
  if ((text === undefined || text === null) && (base64 === undefined || base64 === null)) {
    const reason = `'text' is missing: a ${kind} cannot be empty. Set 'text', or 'base64' for binary content.`;
    return [{ path: "text", reason }];
  }
  return [
    ...under("text", checkPlainText(text, kind, "text")),
    ...under("base64", checkBase64(base64, kind, "base64")),
  ];
}
