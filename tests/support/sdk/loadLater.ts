import { createRequire } from "node:module";

type Exports = Readonly<Record<PropertyKey, unknown>>;

/**
 * The exports of a package that is loaded only when a test uses one of them.
 *
 * Pulumi's SDK imports a compiler and a package manager to serialize functions. No test does that, but Jest would load
 * both again for every test file, which was half of the time of the unit tests.
 *
 * @param path the path of the package, in a form that Jest's `moduleNameMapper` does not replace
 */
export function loadLater(path: string): Exports {
  const load = createRequire(__filename);
  // Compiled imports read `__esModule` immediately. If it is set, they use the exports without a wrapper.
  return new Proxy({}, { get: (_, key) => (key === "__esModule" ? true : (load(path) as Exports)[key]) });
}
