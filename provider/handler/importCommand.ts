import type { Operation } from "./handler";
import { nameOf, parentOf, typeOf } from "./urn";

/** The parent's name where the URN does not give it. */
const placeholder = "PARENT";

/**
 * The commands that make an existing object the object of a resource, as the program declares it: with its parent, with
 * the provider that the program passes to it, and without protection. Each on a line of its own, to be copied.
 *
 * @param id of the object
 */
export function importCommand({ urn, providerUrn }: Pick<Operation, "urn" | "providerUrn">, id: string): string {
  const name = nameOf(urn);
  const parentType = typeOf(parentOf(urn, "") ?? "");
  // The components of this project give their child their own name.
  const parentName = parentType.startsWith("swarm:index:") ? name : placeholder;
  const parent = parentOf(urn, parentName);
  const command = [
    ...["pulumi", "import", typeOf(urn), quoted(name), id],
    ...(parent === undefined ? [] : ["--parent", quoted(`${variable(parentName)}=${parent}`)]),
    ...(providerUrn === undefined ? [] : ["--provider", quoted(`${variable(nameOf(providerUrn))}=${providerUrn}`)]),
    ...["--protect=false", "--generate-code=false"],
  ].join(" ");
  const hint = parentName === placeholder && parent !== undefined ? placeholderHint(parentType) : "";
  return `\n  ${command}\n${hint}`;
}

function placeholderHint(parentType: string): string {
  return (
    `Replace the last ${placeholder} with the name of the ${parentType} in the program ('pulumi stack ` +
    `--show-urns' lists it). `
  );
}

/** As the CLI wants a name before the URN: the name of a variable, for generated code. */
function variable(name: string): string {
  return name.replace(/\W/g, "_");
}

/** For a shell. */
function quoted(text: string): string {
  return /^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
