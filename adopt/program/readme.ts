import type { AdoptedProject, Setting } from "../model/project";
import type { ProjectOptions } from "./projectOptions";

/** The README of a written project: the next steps, in the order in which the user takes them. */
export function readme(project: AdoptedProject, { pulumiStack, source }: ProjectOptions): string {
  const { name, settings, remarks } = project;
  const secrets = settings.filter(({ isSecret }) => isSecret);
  const missing = settings.filter((one) => !one.isSecret && one.default === undefined && one.value === undefined);
  return [
    `# ${name}`,
    `A Pulumi program for Docker Swarm. It was written from ${source}; from now on, change the program.`,
    "## Next steps",
    "Install the packages, and create the Pulumi stack:",
    shell("npm install", `pulumi stack init ${pulumiStack}`),
    ...(secrets.length === 0
      ? []
      : [
          "Set the secrets. Pulumi encrypts them; no file of this project has them.",
          shell(...secrets.map(secretLine)),
        ]),
    ...(missing.length === 0 ? [] : ["Set what has no default:", shell(...missing.map(settingLine))]),
    "If it runs already, take it over. No task restarts, and a second run changes nothing:",
    shell("npm run takeover"),
    "If it does not run yet, deploy it:",
    shell("pulumi preview", "pulumi up"),
    ...(remarks.length === 0 ? [] : ["## What to know", remarks.map((remark) => `- ${remark}`).join("\n")]),
  ].join("\n\n");
}

/**
 * The CLI removes one line break at the end of its input, so the command adds one. A file that cannot be read would
 * become an empty secret, so nothing is set then.
 */
function secretLine({ name, description, fromFile, isBase64 }: Setting): string {
  const set = `pulumi config set --secret ${name}`;
  if (fromFile === undefined) return description === "" ? set : `${set} # ${description}`;
  const file = quoted(fromFile);
  return `test -r ${file} && ${isBase64 === true ? `base64 -w0 ${file}` : `(cat ${file}; echo)`} | ${set}`;
}

function settingLine({ name, description }: Setting): string {
  return `pulumi config set ${name} …${description === "" ? "" : ` # ${description}`}`;
}

function shell(...lines: readonly string[]): string {
  return ["```sh", ...lines, "```"].join("\n");
}

function quoted(text: string): string {
  return /^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
