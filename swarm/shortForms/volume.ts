import type { Parsed } from "./parsed";
import { parseText, partsOf } from "./parsed";

/** A mount as a short form gives it. */
export interface VolumeMount {
  readonly type: "volume" | "bind";
  /** Name of a volume, or absolute path on the node; absent for an anonymous volume. */
  readonly source?: string;
  /** Absolute path in the task. */
  readonly target: string;
  readonly readOnly?: boolean;
  readonly bindPropagation?: string;
  readonly volumeNoCopy?: boolean;
}

const forms = 'Use "db-data:/var/lib/db", "db-data:/var/lib/db:ro", "/host/path:/path", or "/path" for a new volume.';

const propagations: readonly string[] = ["shared", "rshared", "slave", "rslave", "private", "rprivate"];

/** The mount in the short form of a compose file: `[SOURCE:]TARGET[:OPTIONS]`. */
export function parseVolume(text: string): Parsed<VolumeMount> {
  return parseText("volumes", text, forms, (refuse) => {
    // A drive letter of Windows is followed by a colon as well.
    const parts = partsOf(text, /:(?![\\/])|:(?<!(?:^|:)[A-Za-z]:)/);
    const [first, second, third, more] = parts;
    if (first === undefined || text === "") return refuse(text, 0, "is empty");
    if (more !== undefined) return refuse(more.part, more.position, "is a fourth part, but a volume has at most three");
    for (const { part, position } of parts) {
      if (part === "") return refuse(text, position, `has an empty part at character ${position + 1}`);
    }
    const target = second ?? first;
    if (!isAbsolute(target.part)) {
      return refuse(target.part, target.position, "is not an absolute path in the task");
    }
    if (second === undefined) return { type: "volume", target: first.part };
    const source = first.part;
    if (/^(?:\.|~)/.test(source)) {
      return refuse(source, 0, "is a relative path, but a swarm has no folder that it is relative to");
    }
    const type = isAbsolute(source) ? "bind" : "volume";
    if (type === "volume" && /[\\/]/.test(source)) {
      return refuse(source, 0, "is neither the name of a volume nor an absolute path on the node");
    }
    const mount: VolumeMount = { type, source, target: second.part };
    return third === undefined ? mount : { ...mount, ...optionsOf(third.part, third.position, type, refuse) };
  });
}

function optionsOf(
  text: string,
  start: number,
  type: VolumeMount["type"],
  refuse: (part: string, position: number, rule: string) => never,
): Partial<VolumeMount> {
  let options: Partial<VolumeMount> = {};
  for (const { part, position } of partsOf(text, /,/)) {
    const at = start + position;
    if (part === "ro" || part === "rw") {
      if (options.readOnly !== undefined) return refuse(part, at, "is a second option among ro and rw");
      options = { ...options, readOnly: part === "ro" };
    } else if (part === "nocopy" && type === "volume") options = { ...options, volumeNoCopy: true };
    else if (propagations.includes(part) && type === "bind") options = { ...options, bindPropagation: part };
    else if (part === "z" || part === "Z") return refuse(part, at, "is a label of SELinux, which Swarm does not set");
    else {
      const possible = type === "bind" ? `ro, rw, ${propagations.join(", ")}` : "ro, rw, nocopy";
      return refuse(part, at, `is not an option of a ${type === "bind" ? "path on the node" : "volume"}: ${possible}`);
    }
  }
  // Writable is the default, which a program leaves out.
  const { readOnly, ...others } = options;
  return readOnly === true ? options : others;
}

function isAbsolute(path: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path);
}
