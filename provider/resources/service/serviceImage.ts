import { EngineError } from "../../engine/error";
import type { Platform, RegistryAuth, ServiceSpec } from "../../engine/types";
import { propertiesOf, textOf } from "../../mapping/fields/field";
import { isPinned, pinned, tagged } from "../../mapping/service/image";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";

/** A registry that does not answer holds a deployment up no longer than this, in seconds. */
const registryTimeout = 15;

/**
 * The spec with its image pinned to the digest that the tag has now, and with the platforms that the image is for, as docker's own
 * client sends it (moby client/service_create.go). Without it each node would look the tag up for itself, and could find another image.
 *
 * A registry that cannot be asked is a warning, and the tag is sent as it is.
 *
 * @param keepPlatforms the user has declared them
 */
export async function pinImage(
  spec: ServiceSpec,
  keepPlatforms: boolean,
  auth: RegistryAuth | undefined,
  operation: Operation,
): Promise<ServiceSpec> {
  const image = spec.TaskTemplate.ContainerSpec?.Image ?? "";
  const found = await lookUp(image, auth, operation);
  const reference = found === undefined ? tagged(image) : pinned(image, found.digest);
  const platforms = found === undefined || keepPlatforms ? undefined : found.platforms;
  return {
    ...spec,
    TaskTemplate: {
      ...spec.TaskTemplate,
      ContainerSpec: { ...spec.TaskTemplate.ContainerSpec, Image: isPinned(image) ? tagged(image) : reference },
      ...(platforms === undefined ? {} : { Placement: { ...spec.TaskTemplate.Placement, Platforms: platforms } }),
    },
  };
}

/** The credentials for the image's registry: the resource's own, or the provider's. */
export function authOf(inputs: Properties, image: string, { engine }: Operation): RegistryAuth | undefined {
  const { serverAddress, username, password } = propertiesOf(inputs.auth);
  if (typeof serverAddress !== "string") return engine.registryAuth(image);
  return { serveraddress: serverAddress, username: textOf(username), password: textOf(password) };
}

async function lookUp(
  image: string,
  auth: RegistryAuth | undefined,
  operation: Operation,
): Promise<{ digest: string; platforms: Platform[] | undefined } | undefined> {
  const { engine, signal } = operation;
  const patience = AbortSignal.timeout(registryTimeout * 1000);
  try {
    const { Descriptor, Platforms } = await engine.distribution(
      tagged(image),
      auth,
      AbortSignal.any([signal, patience]),
    );
    const platforms = (Platforms ?? []).map(({ architecture = "", os = "" }) => ({
      // Variants of arm are told apart by a field that the scheduler does not know.
      Architecture: architecture.toLowerCase() === "arm" ? "" : architecture,
      OS: os,
    }));
    return { digest: Descriptor.digest, platforms: platforms.length === 0 ? undefined : platforms };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof EngineError) && !patience.aborted) throw error;
    const words = error instanceof EngineError ? error.engineMessage : `no answer within ${registryTimeout} s`;
    if (!isPinned(image)) {
      operation.warn(
        `Image "${image}" could not be looked up in its registry (${words}). It is deployed by its tag: each node takes what it finds ` +
          "under that name, or has already.",
      );
    }
    return undefined;
  }
}
