import type { RegistryAuth } from "./types";

/** The registry that an image reference without a registry means. */
export const dockerHub = "docker.io";

/**
 * The registry of an image reference: `registry.example:5000/team/app:1` → `registry.example:5000`, `nginx` → `docker.io`.
 *
 * The first part is a registry only when it has a dot or a port, or is localhost (distribution/reference, splitDockerDomain).
 */
export function registryOf(image: string): string {
  const slash = image.indexOf("/");
  const first = slash === -1 ? "" : image.slice(0, slash);
  const isRegistry =
    first.includes(".") || first.includes(":") || first === "localhost" || first !== first.toLowerCase();
  return isRegistry ? canonicalRegistry(first) : dockerHub;
}

/** `https://index.docker.io/v1/` and `docker.io` are one registry; a scheme, a path and a slash at the end are no part of a name. */
export function canonicalRegistry(address: string): string {
  const name = address
    .replace(/^https?:\/\//, "")
    .replace(/\/.*$/, "")
    .toLowerCase();
  return ["index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"].includes(name) ? dockerHub : name;
}

/** The value of the `X-Registry-Auth` header: JSON as URL-safe base64. */
export function encodeRegistryAuth(auth: RegistryAuth): string {
  return Buffer.from(JSON.stringify(auth)).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}
