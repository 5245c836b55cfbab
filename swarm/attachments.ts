import type { Draft } from "./draft";
import type { Problem } from "./problem";
import { listOf, recordOf, show, textOf } from "./typed";

/** A network that a service is attached to, as `taskSpec.networksAdvanceds` of the docker package has it. */
export interface Attachment {
  /** Id of the network. */
  readonly id?: string;
  /** Name or id of the network: the older form. */
  readonly name?: string;
  /** More DNS names of the service on this network. */
  readonly aliases?: readonly string[];
}

/**
 * Checks the networks of one service: each is attached once, because the Engine would silently attach the tasks twice,
 * and aliases are DNS names.
 */
export function checkAttachments(attachments: Draft<readonly Attachment[]>): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, number>();
  listOf(attachments, "", "networks", problems).forEach((entry, i) => {
    const { id, name, aliases } = recordOf(entry, `[${i}]`, "network", problems);
    const references = [
      { property: "id", text: textOf(id, `[${i}].id`, "id", `"u5z3c7g0zmmvk7zqv5h2xoqbz"`, problems) },
      { property: "name", text: textOf(name, `[${i}].name`, "name", `"backend"`, problems) },
    ].filter((reference): reference is { property: string; text: string } => reference.text !== undefined);
    // 'name' can be an id as well, so both are one kind of reference.
    const twice = references.find(({ text }) => (seen.get(text) ?? i) < i);
    if (twice !== undefined) {
      problems.push({
        path: `[${i}].${twice.property}`,
        reason:
          `'${twice.property}' "${twice.text}" is attached twice, here and by [${seen.get(twice.text) ?? 0}]. ` +
          `A service has one address on a network. Attach it once, with all aliases.`,
      });
    }
    for (const { text } of references) if (!seen.has(text)) seen.set(text, i);
    checkAliases(aliases, `[${i}].aliases`, problems);
  });
  return problems;
}

const dnsLabel = "[A-Za-z0-9_](?:[-A-Za-z0-9_]{0,61}[A-Za-z0-9_])?";

/** Parts of at most 63 letters, digits, hyphens and underscores, separated by dots; at most 253 characters in all. */
const dnsName = new RegExp(`^(?=.{1,253}$)${dnsLabel}(?:[.]${dnsLabel})*$`);

function checkAliases(aliases: unknown, path: string, problems: Problem[]): void {
  listOf(aliases, path, "aliases", problems).forEach((entry, i) => {
    const alias = textOf(entry, `${path}[${i}]`, "alias", `"api"`, problems);
    if (alias === undefined || dnsName.test(alias)) return;
    problems.push({
      path: `${path}[${i}]`,
      reason:
        `'alias' ${show(alias)} is not a DNS name: parts of letters, digits, hyphens and underscores, up to 63 ` +
        `characters each, with dots between them. Use e.g. "api".`,
    });
  });
}
