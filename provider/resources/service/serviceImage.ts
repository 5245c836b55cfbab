import type { Distribution, Platform, RegistryAuth, ServiceSpec } from "../../engine/types";
import { propertiesOf, textOf } from "../../mapping/fields/field";
import { isPinned, pinned, tagged } from "../../mapping/service/image";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { askRegistry, isFound } from "./imageLookup";

/**
 * Pins the spec's image to the present digest of its tag, and adds the platforms of the image, as docker's own client
 * does (moby client/service_create.go). Otherwise each node would look up the tag itself, and could find another image.
 *
 * Warns when the registry cannot be asked, and keeps the tag.
 *
 * @param keepPlatforms whether the user has declared the platforms
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

/** The registry's answer if it does not have the image of a service; `undefined` if it does. */
export async function describeMissingImage(inputs: Properties, operation: Operation): Promise<string | undefined> {
  const image = imageOf(inputs);
  const answer = await askRegistry(image, authOf(inputs, image, operation), operation);
  if (isFound(answer)) return undefined;
  return (
    `The registry of image "${image}" answers: "${answer.reason}". Check 'image', push it, or give credentials in ` +
    `'auth' or 'docker:registryAuth'.`
  );
}

/** The image in the inputs of a service; empty while it is unknown. */
export function imageOf(inputs: Properties): string {
  return textOf(propertiesOf(propertiesOf(inputs.taskSpec).containerSpec).image);
}

/** The warning about an image whose digest the registry did not give. */
export function deployedByTag(image: string, reason: string): string {
  return (
    `Image "${image}" could not be looked up in its registry (${reason}). It is deployed by its tag: each node ` +
    "uses the image that it finds under that name, or already has."
  );
}

/** The platforms of an image, in the form of the scheduler; none if the registry does not say. */
export function platformsIn({ Platforms }: Distribution): Platform[] {
  return (Platforms ?? []).map(({ architecture = "", os = "" }) => ({
    // The scheduler does not know the field that distinguishes the variants of arm.
    Architecture: architecture.toLowerCase() === "arm" ? "" : architecture,
    OS: os,
  }));
}

async function lookUp(
  image: string,
  auth: RegistryAuth | undefined,
  operation: Operation,
): Promise<{ digest: string; platforms: Platform[] | undefined } | undefined> {
  const answer = await askRegistry(image, auth, operation);
  if (!isFound(answer)) {
    if (!isPinned(image)) operation.warn(deployedByTag(image, answer.reason));
    return undefined;
  }
  const platforms = platformsIn(answer);
  return { digest: answer.Descriptor.digest, platforms: platforms.length === 0 ? undefined : platforms };
}
