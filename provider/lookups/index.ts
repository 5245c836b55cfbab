import type { LookUp } from "../handler/handler";
import { getNetwork } from "./getNetwork";
import { getRegistryImage } from "./getRegistryImage";
import { inspectNetwork } from "./inspectNetwork";
import { inspectService } from "./inspectService";
import { packageVersion } from "./packageVersion";

/**
 * The look-ups that this provider serves, by function token: its own, and those of the docker package whose result is
 * the same for the whole swarm.
 */
export const lookUps: ReadonlyMap<string, LookUp> = new Map(
  [getNetwork, getRegistryImage, inspectNetwork, inspectService, packageVersion].map((lookUp) => [
    lookUp.token,
    lookUp,
  ]),
);

/** Alternatives to the docker package's other look-ups, by function token. */
export const insteadOfLookUp: ReadonlyMap<string, string> = new Map([
  [
    "docker:index/getLogs:getLogs",
    "It reads the log of one container on one node. 'docker service logs SERVICE' shows the logs of all tasks of a " +
      "service.",
  ],
  [
    "docker:index/getPlugin:getPlugin",
    "A plugin is installed on one node and says nothing about the others. Run 'docker plugin inspect' on that node.",
  ],
  [
    "docker:index/getRegistryImageManifests:getRegistryImageManifests",
    "The Engine reports the digest of an image, but not the digests for each platform. Use getRegistryImage for the " +
      "former, and 'docker manifest inspect' for the latter.",
  ],
  [
    "docker:index/getRemoteImage:getRemoteImage",
    "It reads the images on one node, but the tasks of a service get theirs from the registry. Use getRegistryImage " +
      "for the digest in the registry.",
  ],
]);
