import { runInThisContext } from "node:vm";
import * as pulumi from "@pulumi/pulumi";

/** A resource that a program has registered, as the engine gets it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  readonly custom: boolean;
}

/** A child of a component, with the inputs and options that the component gives it. */
export interface Child {
  readonly inputs: pulumi.Inputs;
  readonly options: pulumi.CustomResourceOptions;
}

/** Options for a component that record its children by name. */
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
 * Inputs with each Output marked at its place: `{ secret: … }`, `{ later: … }`, and `"unknown"` in a preview. The
 * registered inputs of a resource cannot show that, because the SDK merges secrets on the way.
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

/** The result of a run of a program. */
export interface Run<T> {
  /** What the program returned, resolved. */
  readonly outputs: T;
  /** Everything that was registered, including components, sorted by type and name. */
  readonly registered: readonly Registered[];
  /** The registered resources of the docker package. */
  readonly docker: readonly Registered[];
}

const registered: Registered[] = [];

/** The docker resources that the current program has registered so far: none, if it was refused. */
export function dockerResources(): Registered[] {
  return sorted().filter(({ custom }) => custom);
}

/**
 * Runs a program without an engine. Throws for an unplanned call of a function, and for a resource of any other
 * package.
 *
 * @param call answers calls of functions; none is planned by default
 * @param preview whether ids and allocated values are unknown
 */
export async function runProgram<T>(
  program: () => T,
  { preview = false, call = unplanned }: { preview?: boolean; call?: pulumi.runtime.Mocks["call"] } = {},
): Promise<Run<pulumi.Unwrap<T>>> {
  registered.length = 0;
  await pulumi.runtime.setMocks({ newResource, call }, "project", "stack", preview);
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
      : { id: `${args.name}-id`, state: { ...inputs, ...allocated(args) } };
  }
}

/**
 * Runs a program that is refused when its arguments resolve. The program does not wait for its resources, so the
 * refusal is an unhandled rejection. The CLI prints that; here it is caught.
 *
 * @returns the errors, and the docker resources that were registered nevertheless
 */
export async function runRefusedProgram(
  program: () => unknown,
  options: Parameters<typeof runProgram>[1] = {},
): Promise<{ errors: string[]; docker: readonly Registered[] }> {
  // The process object that jest gives to tests does not emit rejections.
  const node = runInThisContext("process") as NodeJS.Process;
  const listeners = node.rawListeners("unhandledRejection");
  const errors = new Set<string>();
  const listen = (error: unknown): void => void errors.add((error as Error).message);
  node.removeAllListeners("unhandledRejection").on("unhandledRejection", listen);
  try {
    await runProgram(() => {
      program();
    }, options);
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

/** The Engine's additions to a network without a subnet or gateway. */
function allocated({ name, type, inputs }: pulumi.runtime.MockResourceArgs): Record<string, unknown> {
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

/** The outputs of a manager that is in its swarm. */
function entered(name: string): Record<string, unknown> {
  return {
    swarmId: "swarm",
    dockerHost: `unix:///${name}.sock`,
    managerAddress: `${name}:2377`,
    workerToken: joinToken("w"),
    managerToken: joinToken("m"),
  };
}

/** A join token. Its letter distinguishes it from others. */
export function joinToken(letter: string): string {
  return `SWMTKN-1-${"0".repeat(50)}-${letter.repeat(25)}`;
}

function sorted(): Registered[] {
  return [...registered].sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
}

function resolved<T>(value: T): Promise<pulumi.Unwrap<T>> {
  // The only way to see the failure of an Output; not part of the package's types.
  return (pulumi.output(value) as unknown as { promise(): Promise<pulumi.Unwrap<T>> }).promise();
}
