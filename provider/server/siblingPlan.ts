import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unknown } from "../../swarm/draft";
import type { Properties, Property, Secrets } from "../handler/properties";
import type { PlannedResource } from "../handler/updatePlan";
import { propertiesOf } from "../mapping/fields/field";
import { decode, encode, secretsAt, type WireObject } from "./wire";

/**
 * What the other provider processes of one run of the CLI preview. The CLI starts a process for each docker.Provider of
 * a program, e.g. one for each node of a swarm, and these processes do not know of each other.
 *
 * They share a folder of temporary files, one for each resource, which only the user can read. If it cannot be used,
 * each process knows only its own resources.
 */
export class SiblingPlan {
  private readonly own = new Set<string>();

  /**
   * @param run identifies the run; `undefined` for a provider without a CLI
   * @param temporary a folder for temporary files
   */
  public constructor(
    private readonly run: () => string | undefined,
    private readonly temporary = tmpdir(),
  ) {}

  private get folder(): string | undefined {
    const run = this.run();
    return run && join(this.temporary, `pulumi-docker-preview-${process.getuid?.() ?? "user"}`, hash(run));
  }

  /** Tells the other processes of a resource. Secrets in its inputs become unknown. */
  public share({ inputs, ...resource }: PlannedResource, secrets: Secrets): void {
    const { folder } = this;
    if (folder === undefined) return;
    const wire = encode(withoutSecrets(inputs, secrets), undefined);
    const file = join(folder, `${hash(resource.urn)}.json`);
    this.own.add(file);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (!isPrivate(dirname(folder))) return;
      const unfinished = `${file}.${process.pid}`;
      writeFileSync(unfinished, JSON.stringify({ ...resource, inputs: wire }), { mode: 0o600 });
      renameSync(unfinished, file);
    } catch {
      // Then another process may report a conflict that this resource resolves.
    }
  }

  /** The resources of a type that the other processes have shared. */
  public planned(type: string): PlannedResource[] {
    return this.files().flatMap((file) => {
      if (this.own.has(file)) return [];
      try {
        const { inputs, ...rest } = JSON.parse(readFileSync(file, "utf8")) as PlannedResource & { inputs: WireObject };
        return rest.type === type ? [{ ...rest, inputs: decode(inputs).properties }] : [];
      } catch {
        // The process has ended meanwhile.
        return [];
      }
    });
  }

  /** Removes what this process has shared. */
  public close(): void {
    for (const file of this.own) rmSync(file, { force: true });
    const { folder } = this;
    if (folder !== undefined && this.own.size > 0 && this.files().length === 0) {
      rmSync(folder, { recursive: true, force: true });
    }
    this.own.clear();
  }

  private files(): string[] {
    const { folder } = this;
    if (folder === undefined) return [];
    try {
      if (!isPrivate(dirname(folder))) return [];
      return readdirSync(folder)
        .filter((name) => name.endsWith(".json"))
        .map((name) => join(folder, name));
    } catch {
      return [];
    }
  }
}

/**
 * Whether a folder belongs to this user alone. Another user of the machine can make one of this name first, to read
 * what is shared, or to feed previews with resources that do not exist.
 */
function isPrivate(folder: string): boolean {
  const { uid, mode } = lstatSync(folder);
  // Windows has no user ids, and its temporary folders belong to one user.
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o77) === 0);
}

function withoutSecrets(properties: Properties, secrets: Secrets): Properties {
  const visible = (name: string, value: Property): Property => {
    const own = secretsAt(secrets, name);
    if (own === undefined || value === undefined) return value;
    const inner = propertiesOf(value);
    return own === true || Object.keys(inner).length === 0 ? unknown : withoutSecrets(inner, own);
  };
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, visible(name, value)]));
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
