import { scopedName, shortName, stackLabel } from "../../swarm/stack";
import { MountType } from "../../components/service/mount";
import { elementsOf, propertiesOf, textOf } from "../../provider/mapping/fields/field";
import type { Property } from "../../provider/handler/properties";
import type { Value } from "../model/project";
import { Remaining } from "./remaining";
import type { Args } from "./values";
import { constant, labelsOf, plain, present } from "./values";

/** The mounts of a service: in the short form of a compose file, if they have no options. */
export interface Mounts {
  readonly volumes: Value | undefined;
  readonly mounts: Value | undefined;
  /** Paths of properties that no argument describes. */
  readonly rest: readonly string[];
}

/** @param stack of the service; its volumes have the prefix and the label of the stack */
export function mountsOf(entries: Property, stack: string | undefined): Mounts {
  const short: string[] = [];
  const long: Value[] = [];
  const rest: string[] = [];
  for (const entry of elementsOf(entries)) {
    const given = new Remaining(propertiesOf(entry));
    const args = mountArgs(given, stack);
    const text = shortForm(args);
    if (text === undefined) long.push(present(args));
    else short.push(text);
    rest.push(...given.paths().map((path) => `mounts.${path}`));
  }
  return {
    volumes: short.length === 0 ? undefined : short,
    mounts: long.length === 0 ? undefined : long,
    rest,
  };
}

function mountArgs(given: Remaining, stack: string | undefined): Args {
  const type = given.take("type");
  const source = given.take("source");
  const labels = given.take("volumeOptions.labels");
  const isVolume = type === MountType.Volume && source !== undefined;
  const isOwn = stack !== undefined && isOwnVolume(textOf(source), labels, stack);
  return {
    type: type === MountType.Volume ? undefined : constant("MountType", MountType, type),
    source: plain(isVolume && isOwn ? shortName(stack, textOf(source)) : source),
    target: plain(given.take("target")),
    volumeExternal: isVolume && stack !== undefined && !isOwn ? true : undefined,
    readOnly: plain(given.take("readOnly")),
    bindPropagation: plain(given.take("bindOptions.propagation")),
    bindNonRecursive: plain(given.take("bindOptions.nonRecursive")),
    volumeNoCopy: plain(given.take("volumeOptions.noCopy")),
    volumeDriver: plain(given.take("volumeOptions.driverName")),
    volumeDriverOptions: plain(given.take("volumeOptions.driverOptions")),
    volumeSubpath: plain(given.take("volumeOptions.subpath")),
    volumeLabels: labelsOf(labels, (label) => isOwn && label === stackLabel.namespace),
    tmpfsSizeBytes: plain(given.take("tmpfsOptions.sizeBytes")),
    tmpfsMode: plain(given.take("tmpfsOptions.mode")),
    tmpfsOptions: plain(given.take("tmpfsOptions.options")),
  };
}

/** `db-data:/data:ro`; `undefined` if the mount has other properties. */
function shortForm({ type, source, target, readOnly, ...more }: Args): string | undefined {
  const isPlain = Object.values(more).every((value) => value === undefined);
  const isPath = typeof source === "string" && source.startsWith("/");
  const isBind = type !== undefined && isPath;
  if (!isPlain || typeof source !== "string" || typeof target !== "string" || (type !== undefined && !isBind)) {
    return undefined;
  }
  if (`${source}${target}`.includes(":")) return undefined;
  return [source, target, ...(readOnly === true ? ["ro"] : [])].join(":");
}

/** A volume of a stack has its label, and its prefix in the name. */
function isOwnVolume(source: string, labels: Property, stack: string): boolean {
  const { [stackLabel.namespace]: owner } = labelsOf(labels, () => false) ?? {};
  return owner === stack && scopedName(stack, shortName(stack, source)) === source;
}
