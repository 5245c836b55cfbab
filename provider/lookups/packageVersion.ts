import type { LookUp } from "../handler/handler";
import { packageVersion as version } from "../handler/packageVersion";

/**
 * `docker:swarm/packageVersion:packageVersion`: the version of the docker package that this provider serves. The
 * components recognize this provider by its answer.
 */
export const packageVersion: LookUp = {
  token: "docker:swarm/packageVersion:packageVersion",

  invoke: () => Promise.resolve({ version }),
};
