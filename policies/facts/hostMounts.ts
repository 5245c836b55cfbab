import { posix } from "node:path";
import type { Draft } from "../../swarm/draft";
import { draftOf } from "../unknowns/draft";
import { known } from "../unknowns/looks";
import { entriesOf, fieldsOf, serviceType } from "./service";

/** The type of the docker package's volumes. */
export const volumeType = "docker:index/volume:Volume";

/** A folder or file of the node that a container sees. */
export interface HostMount {
  /** The property, for a message: `taskSpec.containerSpec.mounts[0]`. */
  readonly path: string;
  /** The path on the node, without double or trailing slashes and without `..`. */
  readonly source: string;
}

/** A mount of a service. */
export interface Mount {
  readonly type?: string;
  readonly source?: string;
  readonly target?: string;
  readonly volumeOptions?: { readonly driverName?: string; readonly driverOptions?: DriverOptions };
}

type DriverOptions = Readonly<Record<string, string>>;

interface Mounting {
  readonly taskSpec?: { readonly containerSpec?: { readonly mounts?: readonly Mount[] } };
}

/** The mounts of a service, as far as they are known. */
export function mountsOf(properties: object): readonly ReturnType<typeof fieldsOf<Mount>>[] {
  return known(() => {
    const { taskSpec } = fieldsOf<Mounting>(draftOf(properties));
    const { containerSpec } = fieldsOf<NonNullable<Mounting["taskSpec"]>>(taskSpec);
    const { mounts } = fieldsOf<{ readonly mounts?: readonly Mount[] }>(containerSpec);
    return entriesOf<Mount>(mounts).map((mount) => fieldsOf<Mount>(mount));
  });
}

/** The paths of the node in a service or a volume: bind mounts, and volumes of the local driver with `o=bind`. */
export function hostMountsIn(type: string, properties: object): readonly HostMount[] {
  if (type === serviceType) return known(() => mountsOf(properties).flatMap(ofMount));
  const { driverOpts } = fieldsOf<{ readonly driverOpts?: DriverOptions }>(draftOf(properties));
  return known(() => ofOptions(driverOpts, "driverOpts.device"));
}

function ofMount(mount: ReturnType<typeof fieldsOf<Mount>>, index: number): HostMount[] {
  const path = `taskSpec.containerSpec.mounts[${index}]`;
  if (isBind(mount.type)) return ofPath(mount.source, path);
  const { driverOptions } = fieldsOf<NonNullable<Mount["volumeOptions"]>>(mount.volumeOptions);
  return ofOptions(driverOptions, `${path}.volumeOptions.driverOptions.device`);
}

function ofOptions(options: Draft<DriverOptions>, path: string): HostMount[] {
  const { o, device } = fieldsOf<DriverOptions>(options);
  return typeof o === "string" && /(?:^|,)\s*r?bind\s*(?:,|$)/.test(o) ? ofPath(device, path) : [];
}

function ofPath(source: Draft<string>, path: string): HostMount[] {
  return typeof source === "string" && source.startsWith("/")
    ? [{ path, source: posix.normalize(source).replace(/(?<=.)\/$/, "") }]
    : [];
}

function isBind(type: Draft<string>): boolean {
  return typeof type === "string" && type.trim().toLowerCase() === "bind";
}

/** Whether a path is a folder or below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? folder : `${folder}/`);
}
