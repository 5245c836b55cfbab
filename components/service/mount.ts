import type * as pulumi from "@pulumi/pulumi";
import { isCredentialOption } from "../../swarm/credentials";
import { unknown } from "../../swarm/draft";
import type { Problem } from "../../swarm/problem";
import { under } from "../../swarm/problem";
import { listOf, recordOf, show, textOf } from "../../swarm/typed";
import type { Hold } from "../arguments/checkedArgs";
import { checkChoice } from "../arguments/choice";
import { entriesToCheck, mapEach, mapInput } from "../arguments/inputs";
import { labelList } from "../arguments/labels";
import type { Additional } from "../arguments/ownProvider";
import { block, choice, flag, list, map, number, required, text, withTextIn } from "../arguments/shape";
import type { ServiceTaskSpecContainerSpecMount } from "./additionalInputs";

/**
 * Where the content of a mount comes from.
 *
 * @example
 * import { MountType, SwarmService } from "pulumi-swarm-networking";
 *
 * new SwarmService("db", {
 *   image: "postgres:17.6",
 *   mounts: [
 *     { target: "/var/lib/postgresql/data", source: "db-data" },
 *     { type: MountType.Tmpfs, target: "/run", tmpfsSizeBytes: 16 * 1024 * 1024 },
 *   ],
 * });
 */
export const MountType = {
  /** A named or anonymous volume. */
  Volume: "volume",
  /** A path of the node. */
  Bind: "bind",
  /** Memory of the node. */
  Tmpfs: "tmpfs",
  /** A named pipe of a Windows node. */
  Npipe: "npipe",
} as const;
export type MountType = (typeof MountType)[keyof typeof MountType];

/** A directory or file that is mounted into each task. */
export interface MountArgs {
  /**
   * Where the content comes from.
   *
   * @default MountType.Volume
   */
  readonly type?: pulumi.Input<MountType>;
  /** Absolute path in the task. */
  readonly target: pulumi.Input<string>;
  /**
   * Name of a volume, absolute path on the node for a bind mount, or name of a pipe of a Windows node, e.g.
   * `\\\\.\\pipe\\docker_engine`.
   *
   * @default - an anonymous volume; none for tmpfs
   */
  readonly source?: pulumi.Input<string>;
  /**
   * Whether `source` is the name of the volume as it is in the swarm, for a service in a stack: a volume that does not
   * belong to the stack. Without it, the name of a volume begins with that of the stack.
   *
   * @default false
   */
  readonly volumeExternal?: pulumi.Input<boolean>;
  /**
   * Whether the mount is read-only.
   *
   * @default false
   */
  readonly readOnly?: pulumi.Input<boolean>;
  /**
   * Propagation of a bind mount, e.g. `rslave`.
   *
   * @default "rprivate"
   */
  readonly bindPropagation?: pulumi.Input<string>;
  /**
   * Whether a bind mount leaves out what is mounted below its source. Requires this project's provider.
   *
   * @default false
   */
  readonly bindNonRecursive?: pulumi.Input<boolean>;
  /**
   * Driver of a volume that does not exist yet.
   *
   * @default "local"
   */
  readonly volumeDriver?: pulumi.Input<string>;
  /**
   * Options of the volume driver. Options with a credential, e.g. `o` with `password=…`, are secret in the state.
   *
   * @default - none
   */
  readonly volumeDriverOptions?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * Labels of a volume that does not exist yet.
   *
   * @default - none
   */
  readonly volumeLabels?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /**
   * Whether a new volume stays empty instead of starting with the files that the image has at the target.
   *
   * @default false
   */
  readonly volumeNoCopy?: pulumi.Input<boolean>;
  /**
   * Path inside a volume that is mounted instead of the whole volume. It must exist. Requires Docker Engine 26.0 and
   * this project's provider.
   *
   * @default - the whole volume
   */
  readonly volumeSubpath?: pulumi.Input<string>;
  /**
   * Maximum size of a tmpfs in bytes.
   *
   * @default - unlimited
   */
  readonly tmpfsSizeBytes?: pulumi.Input<number>;
  /**
   * Permissions of a tmpfs, e.g. `0o700`.
   *
   * @default 0o1777
   */
  readonly tmpfsMode?: pulumi.Input<number>;
  /**
   * More options of a tmpfs, e.g. `noexec` or `uid=1000`. Requires Docker Engine 27.0 and this project's provider.
   *
   * @default - none
   */
  readonly tmpfsOptions?: pulumi.Input<pulumi.Input<string>[]>;
}

/** The shape of the mounts of a service. */
export const mountsShape = list(
  withTextIn(
    block<MountArgs>({
      type: choice(MountType),
      target: required(text),
      source: text,
      volumeExternal: flag,
      readOnly: flag,
      bindPropagation: text,
      bindNonRecursive: flag,
      volumeDriver: text,
      volumeDriverOptions: map(text, isCredentialOption),
      volumeLabels: map(text),
      volumeNoCopy: flag,
      volumeSubpath: text,
      tmpfsSizeBytes: number({ lowest: 0, whole: true, fix: "Use bytes, e.g. 16 * 1024 * 1024, or 0 for no limit." }),
      tmpfsMode: number({
        lowest: 0,
        highest: 0o1777,
        whole: true,
        fix: "Use permissions as an octal number, e.g. 0o700.",
      }),
      tmpfsOptions: list(text),
    }),
    "volumes",
  ),
);

/**
 * Holds back each mount by itself, so that the unknown name of a new volume does not hide the other mounts. Together
 * they are held back only while the list or a whole mount is an Output.
 */
export function holdMounts(mounts: Mounts | undefined, hold: Hold): Mounts | undefined {
  const held = mapInput(mounts, (entries) =>
    entries.map((entry, i) =>
      hold(entry, entry, (mount) =>
        checkMounts([mount]).map(({ path, reason }) => ({ path: path.replace("[0]", `[${i}]`), reason })),
      ),
    ),
  );
  return hold(held, mountsToCheck(mounts), checkMounts);
}

/** The mounts for {@link checkMounts}: a property that is an Output becomes unknown. */
export function mountsToCheck(mounts: Mounts | undefined): unknown {
  return mapEach(mounts, (mount) => entriesToCheck({ ...mount }) ?? {});
}

/** A mount in the form of the docker package. */
export function mountOf(mount: MountArgs, additional: Additional): ServiceTaskSpecContainerSpecMount {
  const { bindPropagation, volumeDriver, volumeDriverOptions, volumeLabels, volumeNoCopy, tmpfsSizeBytes, tmpfsMode } =
    mount;
  const { bindNonRecursive, volumeSubpath, tmpfsOptions } = mount;
  return {
    type: mount.type ?? MountType.Volume,
    target: mount.target,
    source: mount.source,
    readOnly: mount.readOnly,
    bindOptions: whenAnyGiven({
      propagation: bindPropagation,
      nonRecursive: additional("mounts[].bindNonRecursive", bindNonRecursive),
    }),
    volumeOptions: whenAnyGiven({
      driverName: volumeDriver,
      driverOptions: volumeDriverOptions,
      labels: labelList(volumeLabels),
      noCopy: volumeNoCopy,
      subpath: additional("mounts[].volumeSubpath", volumeSubpath),
    }),
    tmpfsOptions: whenAnyGiven({
      sizeBytes: tmpfsSizeBytes,
      mode: tmpfsMode,
      options: additional("mounts[].tmpfsOptions", tmpfsOptions),
    }),
  };
}

type Mounts = pulumi.Input<pulumi.Input<MountArgs>[]>;

/** The first word of the options of each type. */
const owners: readonly (readonly [string, MountType])[] = [
  ["bind", MountType.Bind],
  ["volume", MountType.Volume],
  ["tmpfs", MountType.Tmpfs],
];

/** Checks the mounts of one service: paths, the options of each type, and that no path is mounted twice. */
export function checkMounts(mounts: unknown): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  listOf(mounts, "", "mounts", problems).forEach((entry, i) => {
    const mount = recordOf(entry, `[${i}]`, "mount", problems);
    const target = textOf(mount["target"], `[${i}].target`, "target", `"/data"`, problems);
    if (target !== undefined && !isAbsolute(target)) {
      problems.push({
        path: `[${i}].target`,
        reason: `'target' ${show(target)} is not an absolute path. Use e.g. "/data".`,
      });
    } else if (target !== undefined && seen.has(target)) {
      problems.push({
        path: `[${i}].target`,
        reason: `'target' ${show(target)} is mounted twice. Use another path for one of them.`,
      });
    }
    if (target !== undefined) seen.add(target);
    const type = mount["type"] ?? MountType.Volume;
    problems.push(
      ...checkChoice(type, `[${i}].type`, "type", MountType),
      ...under(`[${i}]`, checkSource(type, mount["source"])),
    );
    problems.push(...under(`[${i}]`, checkOptionsOfType(type, mount)));
  });
  return under("mounts", problems);
}

function checkSource(type: unknown, source: unknown): Problem[] {
  const problems: Problem[] = [];
  const text = textOf(source, "source", "source", `"data"`, problems);
  const problem = (reason: string): Problem[] => [...problems, { path: "source", reason }];
  if (type === MountType.Npipe) {
    if (source === unknown || (text !== undefined && isPipe(text))) return problems;
    return problem(
      `'source' ${show(source)} is not a named pipe of a Windows node. Use e.g. ${show("\\\\.\\pipe\\docker_engine")}.`,
    );
  }
  if (type === MountType.Bind && source === undefined) {
    return problem(`'source' is missing. A bind mount needs an absolute path on the node, e.g. "/srv/data".`);
  }
  if (text === undefined) return problems;
  if (type === MountType.Tmpfs)
    return problem(`'source' ${show(text)} is not possible for a tmpfs. Leave 'source' out.`);
  if (type === MountType.Bind && !isAbsolute(text)) {
    return problem(
      `'source' ${show(text)} is not an absolute path on the node. Use e.g. "/srv/data", or type "volume" for a ` +
        `volume with that name.`,
    );
  }
  if (type === MountType.Volume && isAbsolute(text)) {
    return problem(
      `'source' ${show(text)} is a path, but a volume has a name. Use e.g. "data", or type "bind" for a path on ` +
        `the node.`,
    );
  }
  return problems;
}

function checkOptionsOfType(type: unknown, mount: Readonly<Record<string, unknown>>): Problem[] {
  if (typeof type !== "string") return [];
  return Object.keys(mount).flatMap((name) => {
    const owner = owners.find(([prefix]) => name.startsWith(prefix))?.[1];
    if (mount[name] === undefined || owner === undefined || owner === type) return [];
    return [
      {
        path: name,
        reason: `'${name}' belongs to type "${owner}", and this mount has type "${type}". Leave '${name}' out.`,
      },
    ];
  });
}

/** On Linux, or on Windows with a drive or a server. */
function isAbsolute(path: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path);
}

/** `\\.\pipe\name`, or with slashes as in compose files. */
function isPipe(path: string): boolean {
  return /^[\\/]{2}\.[\\/]pipe[\\/]./.test(path);
}

function whenAnyGiven<T extends object>(options: T): T | undefined {
  return Object.values(options).some((value) => value !== undefined) ? options : undefined;
}
