import { runInThisContext } from "node:vm";
import * as pulumi from "@pulumi/pulumi";

/** A resource that a program has registered, as the engine gets it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  readonly custom: boolean;
}

/** A child of a component, as the component makes it. */
export interface Child {
  readonly inputs: pulumi.Inputs;
  readonly options: pulumi.CustomResourceOptions;
}

/** Options for a component that write down its children by name. */
export function watchChildren(children: Record<string, Child>): pulumi.ComponentResourceOptions {
  const watch: pulumi.ResourceTransformation = ({ type, name, props, opts }) => {
    // The parent is in every child's options, and too large to compare.
    const { parent, ...options } = opts as pulumi.CustomResourceOptions;
    if (parent !== undefined && type.startsWith("docker:")) children[name] = { inputs: props, options };
    return undefined;
  };
  return { transformations: [watch] };
}

/**
 * Inputs with their Outputs marked where they stand: `{ secret: … }`, `{ later: … }`, and `"unknown"` in a preview. What a resource
 * registers cannot show that, since secrets are drawn together on the way to it.
 */
export async function markOutputs(value: unknown): Promise<unknown> {
  if (pulumi.Output.isInstance<unknown>(value)) {
    const output = value as pulumi.Output<unknown> & { isKnown: Promise<boolean>; promise(): Promise<unknown> };
    const secret = await pulumi.isSecret(output);
    const content = (await output.isKnown) ? await markOutputs(await output.promise()) : "unknown";
    return secret ? { secret: content } : { later: content };
  }
  if (Array.isArray(value)) return Promise.all(value.map(markOutputs));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(
    await Promise.all(entries.map(async ([key, entry]) => [key, await markOutputs(entry)] as const)),
  );
}

/** What a run of a program has left. */
export interface Run<T> {
  /** What the program returned, resolved. */
  readonly outputs: T;
  /** All that was registered, components included, sorted by type and name. */
  readonly registered: readonly Registered[];
  /** The resources of the docker package among those. */
  readonly docker: readonly Registered[];
}

const registered: Registered[] = [];

/** What reached the Engine's side so far in the current program: nothing, if it was refused. */
export function dockerResources(): Registered[] {
  return sorted().filter(({ custom }) => custom);
}

/**
 * Runs a program without an engine. A call of a function, or a resource that is neither ours nor of the docker package, is unplanned and
 * throws.
 *
 * @param preview whether ids, and what the Engine allots, are unknown
 */
export async function runProgram<T>(program: () => T, { preview = false } = {}): Promise<Run<pulumi.Unwrap<T>>> {
  registered.length = 0;
  await pulumi.runtime.setMocks({ newResource, call: unplanned }, "project", "stack", preview);
  const outputs = await resolved(program());
  await pulumi.runtime.disconnect();
  return { outputs, registered: sorted(), docker: dockerResources() };

  function newResource(args: pulumi.runtime.MockResourceArgs): {
    id: string | undefined;
    state: Record<string, unknown>;
  } {
    const custom = args.type.startsWith("docker:");
    if (!custom && !args.type.startsWith("swarm:")) throw new Error(`Unplanned resource: ${args.type}`);
    const inputs = args.inputs as Record<string, unknown>;
    registered.push({ type: args.type, name: args.name, inputs, custom });
    if (!custom) return { id: undefined, state: {} };
    return preview
      ? { id: undefined, state: inputs }
      : { id: `${args.name}-id`, state: { ...inputs, ...allotted(args) } };
  }
}

/**
 * Runs a program that is refused when its arguments resolve. Nobody waits for a resource, so that reaches the user as a rejection that
 * nothing handles, which the CLI prints; here it is caught.
 *
 * @returns the errors, and what was registered of the docker package all the same
 */
export async function runRefusedProgram(
  program: () => unknown,
): Promise<{ errors: string[]; docker: readonly Registered[] }> {
  // The process that jest shows to tests has no rejections.
  const node = runInThisContext("process") as NodeJS.Process;
  const listeners = node.rawListeners("unhandledRejection");
  const errors = new Set<string>();
  const listen = (error: unknown): void => void errors.add((error as Error).message);
  node.removeAllListeners("unhandledRejection").on("unhandledRejection", listen);
  try {
    await runProgram(() => {
      program();
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { errors: [...errors], docker: dockerResources() };
  } finally {
    node.removeListener("unhandledRejection", listen);
    for (const listener of listeners) node.on("unhandledRejection", listener as NodeJS.UnhandledRejectionListener);
  }
}

function unplanned({ token }: pulumi.runtime.MockCallArgs): never {
  throw new Error(`Unplanned call: ${token}`);
}

/** What the Engine adds to a network that has no subnet of its own, or no gateway. */
function allotted({ name, type, inputs }: pulumi.runtime.MockResourceArgs): Record<string, unknown> {
  if (type === "docker:swarm/node:Node") return entered(name);
  if (type !== "docker:index/network:Network") return {};
  const { ipamConfigs = [{ subnet: "10.0.1.0/24" }], options } = inputs as { ipamConfigs?: object[]; options?: object };
  return {
    ipamConfigs: ipamConfigs.map((config) => ({ gateway: "10.0.1.1", ...config })),
    options: {
      ...options,
      "com.docker.network.driver.overlay.vxlanid_list": ipamConfigs.map((_, i) => 4097 + i).join(),
    },
  };
}

/** What is known of a manager once it is in its swarm. */
function entered(name: string): Record<string, unknown> {
  return {
    swarmId: "swarm",
    dockerHost: `unix:///${name}.sock`,
    managerAddress: `${name}:2377`,
    workerToken: joinToken("w"),
    managerToken: joinToken("m"),
  };
}

/** One that is told from another by its letter. */
export function joinToken(letter: string): string {
  return `SWMTKN-1-${"0".repeat(50)}-${letter.repeat(25)}`;
}

function sorted(): Registered[] {
  return [...registered].sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
}

function resolved<T>(value: T): Promise<pulumi.Unwrap<T>> {
  // The only way to see an Output's failure; not in the package's types.
  return (pulumi.output(value) as unknown as { promise(): Promise<pulumi.Unwrap<T>> }).promise();
}
