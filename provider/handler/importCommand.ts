import type { Operation } from "./handler";
import { nameOf, parentOf, typeOf } from "./urn";

/** The placeholder for a parent's name that the URN does not contain. */
const placeholder = "PARENT";

/**
 * The commands that import an existing object as a resource of the program: with its parent, its provider, and without
 * protection. Each command has its own line, so that the user can copy it.
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

/** The name that the CLI expects before the URN: a variable name for generated code. */
function variable(name: string): string {
  return name.replace(/\W/g, "_");
}

/** Quotes a text for a shell. */
function quoted(text: string): string {
  return /^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
