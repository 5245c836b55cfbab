import { show } from "../../../swarm/typed";
import { ConstantExpression } from "../../model/project";
import type { Node } from "../source/tree";
import type { Args, Values } from "./values";

/**
 * An argument that is one of several words, as a constant of the components.
 *
 * @param members the constant's member for each word of docker
 * @param usual the default, which is left out
 */
export function choose(
  argument: string,
  node: Node | undefined,
  constant: string,
  members: Readonly<Record<string, string>>,
  usual: string | undefined,
  values: Values,
): Args {
  if (node === undefined) return {};
  const text = values.plain(node);
  const word = text.toLowerCase();
  if (word === usual || word === "") return {};
  const chosen = Object.hasOwn(members, word) ? members[word] : undefined;
  if (chosen !== undefined) return { [argument]: values.commented(node, new ConstantExpression(constant, chosen)) };
  const possible = Object.keys(members)
    .map((one) => `"${one}"`)
    .join(", ");
  values.report.problems.add(node.place, `${show(text)} is not one of ${possible}. Use one of them.`);
  return {};
}
