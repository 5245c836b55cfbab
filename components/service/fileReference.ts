import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../swarm/problem";
import { isPresent, unknown } from "../../swarm/draft";
import { listOf, recordOf, show } from "../../swarm/typed";
import { spelled } from "../../swarm/spelling";
import { isPlain, mapEach } from "../arguments/inputs";
import type { Fields, ResourceKind, Shape } from "../arguments/shape";
import { block, list, number, required, text } from "../arguments/shape";

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

/** The shape of the secrets of a service. A SwarmSecret or a docker.Secret can stand for its reference. */
export const secretsShape = references(
  {
    noun: "a SwarmSecret, its mount(), or a docker.Secret",
    types: ["swarm:index:SwarmSecret", "docker:index/secret:Secret"],
  },
  "secretId",
);

/** The shape of the configs of a service. A SwarmConfig or a docker.ServiceConfig can stand for its reference. */
export const configsShape = references(
  {
    noun: "a SwarmConfig, its mount(), or a docker.ServiceConfig",
    types: ["swarm:index:SwarmConfig", "docker:index/serviceConfig:ServiceConfig"],
  },
  "configId",
);

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
 * Checks that the secrets or configs of one service have different files.
 *
 * @param property `secrets` or `configs`
 */
export function checkFileReferences(references: unknown, property: string): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  listOf(references, property, property, problems).forEach((entry, i) => {
    const path = `${property}[${i}]`;
    const { name, fileName = name } = recordOf(entry, path, property, problems);
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

function references(kind: ResourceKind, id: "secretId" | "configId"): Shape<pulumi.Unwrap<FileReferenceArgs>[]> {
  const remedy = `Use mount() of the ${id.replace("Id", "")}, or its ${spelled(id)} and 'name'.`;
  return list(
    block<FileReferenceArgs>(
      {
        id: required(text, remedy),
        name: required(text, remedy),
        fileName: text,
        uid: text,
        gid: text,
        mode: number({
          lowest: 0,
          highest: 0o777,
          whole: true,
          fix: "Use permissions as an octal number, e.g. 0o400.",
        }),
      },
      { ...kind, block: referenceTo },
    ),
  );
}

/** A spread of a resource can add properties to it, e.g. `{ ...secret, mode: 0o400 }`. */
function referenceTo(resource: Fields): FileReferenceArgs {
  const { id, name, fileName, uid, gid, mode } = resource as unknown as FileReferenceArgs;
  return {
    id,
    name,
    ...(fileName !== undefined && { fileName }),
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
    ...(mode !== undefined && { mode }),
  };
}
