import { isCredentialOption, isCredentialVariable } from "../../../swarm/credentials";
import type { Properties, Property, Secrets } from "../../handler/properties";
import { elementsOf, propertiesOf } from "../fields/field";

/**
 * The credentials in the inputs or state of a service, whether or not the program marks them as secret: the registry
 * password, environment variables, and options of log and volume drivers that contain a credential.
 *
 * A list with a credential is secret as a whole, because its elements can move.
 */
export function credentialsIn(service: Properties): Secrets {
  const { logDriver, containerSpec } = propertiesOf(service.taskSpec);
  const { env, mounts } = propertiesOf(containerSpec);
  const options = credentialEntries(propertiesOf(logDriver).options, isCredentialOption);
  const variables = credentialEntries(env, isCredentialVariable);
  const isInMount = elementsOf(mounts).some((mount) => {
    const { driverOptions } = propertiesOf(propertiesOf(mount).volumeOptions);
    return credentialEntries(driverOptions, isCredentialOption) !== undefined;
  });
  return {
    auth: { password: true },
    taskSpec: {
      ...(options === undefined ? {} : { logDriver: { options } }),
      containerSpec: {
        ...(variables === undefined ? {} : { env: variables }),
        ...(isInMount ? { mounts: true } : {}),
      },
    },
  };
}

function credentialEntries(
  map: Property,
  isCredential: (name: string, value: string) => boolean,
): Exclude<Secrets, true> {
  const keys = Object.entries(propertiesOf(map))
    .filter(([name, value]) => typeof value === "string" && isCredential(name, value))
    .map(([name]) => [name, true] as const);
  return keys.length === 0 ? undefined : Object.fromEntries(keys);
}
