import { isSecretName, secretKindOf } from "../../../swarm/credentials";
import type { Properties, Property, Secrets } from "../../handler/properties";
import { elementsOf, propertiesOf } from "../fields/field";

/**
 * The credentials in the inputs or the state of a service, whether or not the program calls them secret: the password
 * for the registry, and the options of log and volume drivers that hold one.
 *
 * A list with a credential is secret as a whole, because its elements move.
 */
export function credentialsIn(service: Properties): Secrets {
  const { logDriver, containerSpec } = propertiesOf(service.taskSpec);
  const options = credentialOptions(propertiesOf(logDriver).options);
  const isInMount = elementsOf(propertiesOf(containerSpec).mounts).some(
    (mount) => credentialOptions(propertiesOf(propertiesOf(mount).volumeOptions).driverOptions) !== undefined,
  );
  return {
    auth: { password: true },
    taskSpec: {
      ...(options === undefined ? {} : { logDriver: { options } }),
      ...(isInMount ? { containerSpec: { mounts: true } } : {}),
    },
  };
}

/** The options whose name or value is a credential: `splunk-token`, or `o` with `username=…,password=…`. */
function credentialOptions(options: Property): Exclude<Secrets, true> {
  const keys = Object.entries(propertiesOf(options))
    .filter(([name, value]) => isCredential(name, value))
    .map(([name]) => [name, true] as const);
  return keys.length === 0 ? undefined : Object.fromEntries(keys);
}

function isCredential(name: string, value: Property): boolean {
  if (typeof value !== "string" || value === "") return false;
  return isSecretName(name) || secretKindOf(value) !== undefined || mountOption.test(value);
}

/** In the options of a mount, e.g. `addr=10.0.0.5,username=shop,password=…`. */
const mountOption = /(?:^|,)\s*(?:pass|passwd|password|secret)\s*=\s*[^,\s]/i;
