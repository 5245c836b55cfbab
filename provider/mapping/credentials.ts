import { isCredentialOption, isCredentialVariable } from "../../swarm/credentials";
import type { Properties, Property, Secrets } from "../handler/properties";
import { elementsOf, propertiesOf, textOf } from "./fields/field";

type Keys = Exclude<Secrets, true>;

/**
 * The credentials in the inputs or state of a service, whether or not the program marks them as secret: the registry
 * password, environment variables, and options of log, volume and network drivers that contain a credential.
 *
 * A list with a credential is secret as a whole, because its elements can move.
 */
export function credentialsInService(service: Properties): Secrets {
  const { logDriver, containerSpec, networksAdvanceds } = propertiesOf(service.taskSpec);
  const { env, mounts } = propertiesOf(containerSpec);
  const isInMount = elementsOf(mounts).some(
    (mount) => credentialOptions(propertiesOf(propertiesOf(mount).volumeOptions).driverOptions) !== undefined,
  );
  const isInAttachment = elementsOf(networksAdvanceds).some((attachment) =>
    elementsOf(propertiesOf(attachment).driverOpts).some((option) => {
      const [key = "", ...rest] = textOf(option).split("=");
      return isCredentialOption(key, rest.join("="));
    }),
  );
  return given({
    auth: { password: true },
    taskSpec: given({
      logDriver: given({ options: credentialOptions(propertiesOf(logDriver).options) }),
      containerSpec: given({
        env: credentialEntries(env, isCredentialVariable),
        mounts: isInMount ? true : undefined,
      }),
      networksAdvanceds: isInAttachment ? true : undefined,
    }),
  });
}

/** The credentials among the options of a network and of the driver that allocates its addresses. */
export function credentialsInNetwork({ options, ipamOptions }: Properties): Secrets {
  return given({ options: credentialOptions(options), ipamOptions: credentialOptions(ipamOptions) });
}

function credentialOptions(options: Property): Keys {
  return credentialEntries(options, isCredentialOption);
}

function credentialEntries(map: Property, isCredential: (name: string, value: string) => boolean): Keys {
  return given(
    Object.fromEntries(
      Object.entries(propertiesOf(map)).map(([name, value]) => [
        name,
        isCredential(name, textOf(value)) ? true : undefined,
      ]),
    ),
  );
}

/** The entries that have a secret; `undefined` if none has. */
function given(secrets: Readonly<Record<string, Secrets>>): Keys {
  const entries = Object.entries(secrets).filter(([, secret]) => secret !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
