import { posix } from "node:path";
import type { Draft } from "../../swarm/draft";
import { draftOf } from "../unknowns/draft";
import { known } from "../unknowns/looks";
import { isOn } from "./network";
import { entriesOf, fieldsOf, serviceType } from "./service";

/** The type of the docker package's volumes. */
export const volumeType = "docker:index/volume:Volume";

/** A folder or file of the node that a container sees. */
export interface HostMount {
  /** The property, for a message: `taskSpec.containerSpec.mounts[0]`. */
  readonly path: string;
  /** The path on the node, without double or trailing slashes and without `..`. */
  readonly source: string;
  readonly isReadOnly: boolean;
}

/** A mount of a service. */
export interface Mount {
  readonly type?: string;
  readonly source?: string;
  readonly target?: string;
  readonly readOnly?: boolean;
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

/**
 * The paths of the node in a service or a volume: bind mounts, Windows pipes, and volumes of the local driver that bind
 * a folder, stack folders (`lowerdir=…`), mount a disk of the node or a file system of its kernel.
 */
export function hostMountsIn(type: string, properties: object): readonly HostMount[] {
  if (type === serviceType) return known(() => mountsOf(properties).flatMap(ofMount));
  const { driverOpts } = fieldsOf<{ readonly driverOpts?: DriverOptions }>(draftOf(properties));
  return known(() => ofOptions(driverOpts, "driverOpts.device", false));
}

function ofMount(mount: ReturnType<typeof fieldsOf<Mount>>, index: number): HostMount[] {
  const path = `taskSpec.containerSpec.mounts[${index}]`;
  const isReadOnly = isOn(mount.readOnly) === true;
  if (isType(mount.type, "bind")) return ofPath(mount.source, path, isReadOnly);
  if (isType(mount.type, "npipe"))
    return typeof mount.source === "string" ? [{ path, source: mount.source, isReadOnly }] : [];
  const { driverOptions } = fieldsOf<NonNullable<Mount["volumeOptions"]>>(mount.volumeOptions);
  return ofOptions(driverOptions, `${path}.volumeOptions.driverOptions.device`, isReadOnly);
}

function ofOptions(options: Draft<DriverOptions>, path: string, isMountedReadOnly: boolean): HostMount[] {
  const volume = fieldsOf<DriverOptions>(options);
  const { type, o } = volume;
  const flags = typeof o === "string" ? o.split(",").map((flag) => flag.trim()) : [];
  const isReadOnly = isMountedReadOnly || flags.includes("ro");
  if (flags.includes("bind") || flags.includes("rbind")) return ofPath(volume.device, path, isReadOnly);
  const ofKernel = typeof type === "string" ? kernelFileSystems.get(type.trim().toLowerCase()) : undefined;
  if (ofKernel !== undefined) return ofPath(ofKernel, path, isReadOnly);
  const stacked = isType(type, "overlay")
    ? flags.flatMap((flag) => /^(?:lower|upper)dir=(.*)$/.exec(flag)?.[1]?.split(":") ?? [])
    : [];
  // Reading an unknown device leaves the rule undecided, so that of a network file system is not read.
  const device = isElsewhere(type) ? undefined : volume.device;
  return [...stacked, ...(isDisk(device) ? [device] : [])].flatMap((source) => ofPath(source, path, isReadOnly));
}

/** File systems of the node's kernel, by their type, and where a node has them. A mount of them needs no device. */
const kernelFileSystems: ReadonlyMap<string, string> = new Map([
  ["proc", "/proc"],
  ["sysfs", "/sys"],
  ["devtmpfs", "/dev"],
  ["cgroup", "/sys/fs/cgroup"],
  ["cgroup2", "/sys/fs/cgroup"],
  ["bpf", "/sys/fs/bpf"],
  ["pstore", "/sys/fs/pstore"],
  ["debugfs", "/sys/kernel/debug"],
  ["tracefs", "/sys/kernel/tracing"],
  ["securityfs", "/sys/kernel/security"],
  ["configfs", "/sys/kernel/config"],
  ["efivarfs", "/sys/firmware/efi/efivars"],
  ["binfmt_misc", "/proc/sys/fs/binfmt_misc"],
]);

/** Whether a volume's files are on another machine, or in memory, by the type of its file system. */
export function isElsewhere(type: Draft<string>): boolean {
  return typeof type === "string" && /^(?:nfs\d?|cifs|smb\d?|ceph|glusterfs|9p|tmpfs)$/i.test(type);
}

/** Whether the device of a volume is a disk of the node, which may hold the node's own files. */
function isDisk(device: Draft<string>): device is string {
  return typeof device === "string" && posix.normalize(device).startsWith("/dev/");
}

function ofPath(source: Draft<string>, path: string, isReadOnly: boolean): HostMount[] {
  return typeof source === "string" && source.startsWith("/")
    ? [{ path, source: posix.normalize(source).replace(/(?<=.)\/$/, ""), isReadOnly }]
    : [];
}

function isType(type: Draft<string>, word: string): boolean {
  return typeof type === "string" && type.trim().toLowerCase() === word;
}

/** Whether a path is a folder or below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? folder : `${folder}/`);
}
