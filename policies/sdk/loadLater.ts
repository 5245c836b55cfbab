import { createRequire } from "node:module";

/**
 * Packages that Pulumi's SDK loads when it starts, for turning functions into text, which a pack does not do: two
 * thirds of the time that the pack took to start. Each is loaded when somebody asks it for something.
 */
const unused = ["typescript", "@npmcli/arborist"];

// Importing this file does it, since it has to come before the SDK's own imports.
for (const name of unused) loadLater(name);

/**
 * Puts a stand-in for a package into Node's cache of modules, which loads the package at the first use. What is loaded
 * already, or cannot be found, stays as it is.
 *
 * @param name of the package, as the SDK finds it
 * @param user the file that will ask for it
 */
export function loadLater(name: string, user = sdk()): void {
  if (user === undefined) return;
  const load = createRequire(user);
  const path = pathOf(name, load);
  if (path === undefined || load.cache[path] !== undefined) return;
  let loaded: Readonly<Record<PropertyKey, unknown>> | undefined;
  const real = (): Readonly<Record<PropertyKey, unknown>> => {
    if (loaded === undefined && load.cache[path]?.exports === standIn) Reflect.deleteProperty(load.cache, path);
    return (loaded ??= load(path) as Readonly<Record<PropertyKey, unknown>>);
  };
  const standIn: unknown = new Proxy(
    {},
    {
      // Compiled imports ask for this mark at once. With it, they take the module as it is.
      get: (_, key) => (key === "__esModule" && loaded === undefined ? true : real()[key]),
      has: (_, key) => key in real(),
      ownKeys: () => Reflect.ownKeys(real()),
      getOwnPropertyDescriptor: (_, key) => {
        const descriptor = Object.getOwnPropertyDescriptor(real(), key);
        return descriptor === undefined ? undefined : { ...descriptor, configurable: true };
      },
    },
  );
  load.cache[path] = { exports: standIn, id: path, filename: path, loaded: true } as NodeJS.Module;
}

/** The SDK's own place, from which it finds its packages. */
function sdk(): string | undefined {
  return pathOf("@pulumi/pulumi", createRequire(__filename));
}

function pathOf(name: string, load: NodeJS.Require): string | undefined {
  try {
    return load.resolve(name);
  } catch {
    return undefined;
  }
}
