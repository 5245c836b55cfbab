import { EngineError } from "../engine/error";
import type { LookUp } from "../handler/handler";

/**
 * `docker:index/getRegistryImage:getRegistryImage`: the digest that a tag stands for now. The Engine asks the registry,
 * with the credentials of `docker:registryAuth`, as it does when it deploys a service.
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
        `getRegistryImage: the registry gives no digest of "${name}": ${error.engineMessage} ${wayOut(insecureSkipVerify === true)}`,
        {
          cause: error,
        },
      );
    }
  },
};

function wayOut(asksForInsecure: boolean): string {
  const credentials = "Check the name and the tag, and 'docker:registryAuth' if the registry asks for a login.";
  return asksForInsecure
    ? `${credentials} 'insecureSkipVerify' has no say here: the Engine asks the registry, and trusts the ones that its ` +
        `'insecure-registries' or /etc/docker/certs.d name.`
    : credentials;
}
