import { createRequire } from "node:module";

/**
 * Packages that Pulumi's SDK loads when it starts, to serialize functions, which an audit never does. Loading them was
 * two thirds of its start time. Now Node loads each package when code first uses it.
 */
const unused = ["typescript", "@npmcli/arborist"];

// Runs on import, because it must come before the SDK's own imports.
for (const name of unused) loadLater(name);

/**
 * Puts a placeholder for a package into Node's module cache; it loads the package at the first use. Does nothing if the
 * package is already loaded or cannot be found.
 *
 * @param name the name of the package, as the SDK imports it
 * @param user the path of the file that imports it
 */
export function loadLater(name: string, user = sdk()): void {
  if (user === undefined) return;
  const load = createRequire(user);
  const path = pathOf(name, load);
  if (path === undefined || load.cache[path] !== undefined) return;
  let loaded: Readonly<Record<PropertyKey, unknown>> | undefined;
  const real = (): Readonly<Record<PropertyKey, unknown>> => {
    if (loaded === undefined && load.cache[path]?.exports === placeholder) Reflect.deleteProperty(load.cache, path);
    return (loaded ??= load(path) as Readonly<Record<PropertyKey, unknown>>);
  };
  const placeholder: unknown = new Proxy(
    {},
    {
      // Compiled imports read this mark at once. If it is set, they use the module without a wrapper.
      get: (_, key) => (key === "__esModule" && loaded === undefined ? true : real()[key]),
      has: (_, key) => key in real(),
      ownKeys: () => Reflect.ownKeys(real()),
      getOwnPropertyDescriptor: (_, key) => {
        const descriptor = Object.getOwnPropertyDescriptor(real(), key);
        return descriptor === undefined ? undefined : { ...descriptor, configurable: true };
      },
    },
  );
  load.cache[path] = { exports: placeholder, id: path, filename: path, loaded: true } as NodeJS.Module;
}

/** The path of the SDK, from which it resolves its packages. */
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
