import { dockerHub, parseImageReference } from "../../swarm/imageReference";
import type { RegistryAuth } from "./types";

/**
 * The registry of an image reference: `registry.example:5000/team/app:1` → `registry.example:5000`, `nginx` →
 * `docker.io`.
 */
export function registryOf(image: string): string {
  return canonicalRegistry(parseImageReference(image)?.domain ?? dockerHub);
}

/**
 * `https://index.docker.io/v1/` and `docker.io` are the same registry; a scheme, a path and a final slash are not part
 * of a name.
 */
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
