import { createRequire } from "node:module";

type Exports = Readonly<Record<PropertyKey, unknown>>;

/**
 * The exports of a module that is loaded only when a test uses one of them.
 *
 * Pulumi's SDK imports a compiler and a package manager to serialize functions, and its policy SDK the whole SDK to
 * serve a pack. Few tests use them, but Jest would load them again for every test file, which was more than half of the
 * time of the unit tests. resolve.js selects the modules.
 *
 * @param path the path of the module
 */
export function loadLater(path: string): Exports {
  const load = createRequire(__filename);
  // Compiled imports read `__esModule` immediately. If it is set, they use the exports without a wrapper.
  return new Proxy({}, { get: (_, key) => (key === "__esModule" ? true : (load(path) as Exports)[key]) });
}
