import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../swarm/problem";
import { isPresent, unknown } from "../../swarm/draft";
import { keyPath, listOf, recordOf, show, textOf } from "../../swarm/typed";
import { isPlain, mapEach } from "../arguments/inputs";
import { checkNumber } from "../arguments/number";

/** A secret or config of the swarm that each task gets as a file. */
export interface FileReferenceArgs {
  /** Id of the secret or config. */
  readonly id: pulumi.Input<string>;
  /** Name of the secret or config. */
  readonly name: pulumi.Input<string>;
  /**
   * Name of the file: for a secret relative to `/run/secrets`, for a config relative to `/`. Absolute paths are
   * possible.
   *
   * @default - the value of `name`
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

/** A reference to a secret in the form of the docker package. */
export function secretOf({
  id,
  name,
  ...file
}: FileReferenceArgs): docker.types.input.ServiceTaskSpecContainerSpecSecret {
  return { secretId: id, secretName: name, ...fileOf(name, file) };
}

/** A reference to a config in the form of the docker package. */
export function configOf({
  id,
  name,
  ...file
}: FileReferenceArgs): docker.types.input.ServiceTaskSpecContainerSpecConfig {
  return { configId: id, configName: name, ...fileOf(name, file) };
}

/**
 * The references for {@link checkFileReferences}: an id or name that is an Output becomes unknown. A preview does not
 * know those of a secret that is replaced, and waiting for them would hide the whole list.
 */
export function referencesToCheck(
  references: pulumi.Input<pulumi.Input<FileReferenceArgs>[]> | undefined,
): pulumi.Input<pulumi.Input<object>[]> | undefined {
  const ifThere = (value: unknown): unknown => (isPlain(value) ? value : unknown);
  return mapEach(references, ({ id, name, ...file }) => ({ ...file, id: ifThere(id), name: ifThere(name) }));
}

/**
 * Checks the secrets or configs of one service.
 *
 * @param property `secrets` or `configs`
 */
export function checkFileReferences(references: unknown, property: string): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  listOf(references, property, property, problems).forEach((entry, i) => {
    const path = `${property}[${i}]`;
    const reference = recordOf(entry, path, property, problems);
    for (const name of ["id", "name", "fileName", "uid", "gid"]) {
      textOf(reference[name], `${path}.${keyPath(name)}`, name, `"1000"`, problems);
    }
    const range = { lowest: 0, highest: 0o777, whole: true, fix: "Use permissions as an octal number, e.g. 0o400." };
    problems.push(...checkNumber(reference["mode"], `${path}.mode`, "mode", range));
    const fileName = reference["fileName"] ?? reference["name"];
    if (!isPresent(fileName) || typeof fileName !== "string") return;
    if (seen.has(fileName)) {
      problems.push({
        path: `${path}.fileName`,
        reason: `'fileName' ${show(fileName)} is used twice. Use another name for one of them.`,
      });
    }
    seen.add(fileName);
  });
  return problems;
}

function fileOf(
  name: pulumi.Input<string>,
  { fileName, uid, gid, mode }: Omit<FileReferenceArgs, "id" | "name">,
): {
  fileName: pulumi.Input<string>;
  fileUid: pulumi.Input<string>;
  fileGid: pulumi.Input<string>;
  fileMode: pulumi.Input<number>;
} {
  return { fileName: fileName ?? name, fileUid: uid ?? "0", fileGid: gid ?? "0", fileMode: mode ?? 0o444 };
}
