import type { Engine } from "../../provider/engine/engine";

/** An object of the Engine as it reports it. */
export type EngineObject = Readonly<Record<string, unknown>>;

/** The objects of a stack, each by its name in the swarm, in the form in which two deployments can be compared. */
export interface StackObjects {
  readonly services: readonly EngineObject[];
  readonly networks: readonly EngineObject[];
  readonly secrets: readonly EngineObject[];
  readonly configs: readonly EngineObject[];
}

/** Reads the objects of a stack. Ids of other objects are replaced by names, and lists without an order are sorted. */
export async function readStackObjects(engine: Engine, stack: string): Promise<StackObjects> {
  const filters = { label: [`com.docker.stack.namespace=${stack}`] };
  const [services, networks, secrets, configs, all] = await Promise.all([
    engine.listServices(filters),
    engine.listNetworks(filters),
    engine.listPayloads("secrets", filters),
    engine.listPayloads("configs", filters),
    engine.listNetworks(),
  ]);
  const names = new Map(all.map(({ Id, Name }) => [Id, Name]));
  const plain = (value: unknown): EngineObject => sorted(value, names) as EngineObject;
  return {
    services: byName(services.map(({ Spec }) => plain(Spec))),
    networks: byName(
      networks.map(({ Name, Driver, Internal, Attachable, Labels, Options, IPAM }) =>
        plain({ Name, Driver, Internal, Attachable, Labels, Options: withoutVxlan(Options), IPAM: withoutPool(IPAM) }),
      ),
    ),
    secrets: byName(secrets.map(({ Spec }) => plain(Spec))),
    configs: byName(configs.map(({ Spec }) => plain(Spec))),
  };
}

function byName(objects: readonly EngineObject[]): EngineObject[] {
  return [...objects].sort((a, b) => String(a["Name"]).localeCompare(String(b["Name"])));
}

/** The Engine allocates these ids. */
function withoutVxlan(options: Readonly<Record<string, string>> | null | undefined): object {
  return Object.fromEntries(
    Object.entries(options ?? {}).filter(([key]) => key !== "com.docker.network.driver.overlay.vxlanid_list"),
  );
}

/** Subnets that the Engine chooses differ from one deployment to the next. */
function withoutPool(ipam: unknown): unknown {
  const { Config, ...rest } = (ipam ?? {}) as { Config?: readonly { Subnet?: string }[] | null };
  const own = (Config ?? []).filter(({ Subnet = "" }) => !Subnet.startsWith("10.0."));
  return { ...rest, Config: own.map(({ Subnet }) => ({ Subnet })) };
}

const unordered: Readonly<Record<string, (entry: never) => string>> = {
  Env: (entry: string) => entry,
  Mounts: ({ Target }: { Target: string }) => Target,
  Networks: ({ Target }: { Target: string }) => Target,
  Secrets: ({ SecretName, File }: { SecretName: string; File?: { Name: string } }) => `${SecretName} ${File?.Name}`,
  Configs: ({ ConfigName, File }: { ConfigName: string; File?: { Name: string } }) => `${ConfigName} ${File?.Name}`,
  Ports: (port: object) => JSON.stringify(port, ["PublishedPort", "TargetPort", "Protocol"]),
  Constraints: (entry: string) => entry,
  Aliases: (entry: string) => entry,
  CapabilityAdd: (entry: string) => entry,
  CapabilityDrop: (entry: string) => entry,
  Hosts: (entry: string) => entry,
};

/** Absent for an empty list or object, which the Engine reports as one or the other. */
function sorted(value: unknown, names: ReadonlyMap<string, string>, property = ""): unknown {
  if (Array.isArray(value)) {
    const entries = value.map((entry) => sorted(entry, names));
    const key = unordered[property] as ((entry: unknown) => string) | undefined;
    if (key !== undefined) entries.sort((a, b) => (key(a) < key(b) ? -1 : 1));
    return entries.length === 0 ? undefined : entries;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .filter(([key]) => key !== "SecretID" && key !== "ConfigID")
      .map(([key, entry]) => [key, sorted(entry, names, key)] as const)
      .filter(([, entry]) => entry !== undefined && entry !== null);
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }
  return property === "Target" && typeof value === "string" ? (names.get(value) ?? value) : value;
}
