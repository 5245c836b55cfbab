import type { LookUp } from "../handler/handler";
import { getNetwork } from "./getNetwork";
import { getRegistryImage } from "./getRegistryImage";
import { inspectNetwork } from "./inspectNetwork";
import { inspectService } from "./inspectService";

/**
 * The look-ups that this provider serves: those of the docker package whose answer is the same for the whole swarm, and
 * its own. By function token.
 */
export const lookUps: ReadonlyMap<string, LookUp> = new Map(
  [getNetwork, getRegistryImage, inspectNetwork, inspectService].map((lookUp) => [lookUp.token, lookUp]),
);

/** What to use in place of the docker package's other look-ups. By function token. */
export const insteadOfLookUp: ReadonlyMap<string, string> = new Map([
  [
    "docker:index/getLogs:getLogs",
    "It reads the log of one container of one node. 'docker service logs SERVICE' shows what all tasks of a service write.",
  ],
  [
    "docker:index/getPlugin:getPlugin",
    "A plugin is installed on one node and says nothing about the others. 'docker plugin inspect' tells about it there.",
  ],
  [
    "docker:index/getRegistryImageManifests:getRegistryImageManifests",
    "The Engine tells the digest of an image, not those of its parts for each platform: getRegistryImage serves that digest, and " +
      "'docker manifest inspect' shows the parts.",
  ],
  [
    "docker:index/getRemoteImage:getRemoteImage",
    "It reads the images that one node has, and a service's tasks get theirs from the registry: getRegistryImage serves the digest there.",
  ],
]);
