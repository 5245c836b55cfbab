import { EngineError } from "../engine/error";
import type { LookUp } from "../handler/handler";

/**
 * `docker:index/getRegistryImage:getRegistryImage`: the current digest of a tag. The Engine asks the registry, with the
 * credentials of `docker:registryAuth`, as for the deployment of a service.
 */
export const getRegistryImage: LookUp = {
  token: "docker:index/getRegistryImage:getRegistryImage",

  invoke: async ({ name, insecureSkipVerify }, { engine, signal }) => {
    if (typeof name !== "string" || name === "") {
      throw new Error(`getRegistryImage: 'name' is missing. Give an image with its tag, e.g. "nginx:1.29".`);
    }
    try {
      const { Descriptor } = await engine.distribution(name, engine.registryAuth(name), signal);
      const { digest } = Descriptor;
      return { id: digest, name, sha256Digest: digest, insecureSkipVerify };
    } catch (error) {
      if (!(error instanceof EngineError) || error.status === undefined) throw error;
      throw new Error(
        `getRegistryImage: the registry gave no digest for "${name}": ${error.engineMessage} ` +
          fixFor(insecureSkipVerify === true),
        {
          cause: error,
        },
      );
    }
  },
};

function fixFor(asksForInsecure: boolean): string {
  const credentials = "Check the name and the tag, and 'docker:registryAuth' if the registry asks for a login.";
  return asksForInsecure
    ? `${credentials} 'insecureSkipVerify' has no effect here: the Engine asks the registry, and trusts those in ` +
        "its 'insecure-registries' and /etc/docker/certs.d."
    : credentials;
}
