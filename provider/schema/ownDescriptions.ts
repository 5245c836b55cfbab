/**
 * Descriptions of what the docker package does not describe, or describes as only its own plugin does it: by the name
 * of a class, function or interface in its type declarations, or by the name of an interface and its property.
 */
export const ownDescriptions: Readonly<Record<string, string>> = {
  Network: "A network: an overlay network of the swarm, its ingress, or a network of one node.",
  Service: "A service of the swarm. The provider updates it in place, and waits until its tasks run.",
  Secret: "A secret of the swarm. Only its labels can change; other changes replace it.",
  ServiceConfig: "A config of the swarm. Only its labels can change; other changes replace it.",
  getNetwork: "Reads a network, by its name or its id.",
  getRegistryImage: "Reads the digest of an image from its registry.",
  "ProviderArgs.registryAuth": "Credentials of registries.",
  "ProviderRegistryAuth.authDisabled": "Whether the provider sends no credentials to this registry.",
  "ProviderArgs.disableDockerDaemonCheck": "Has no effect: a preview works without the daemon as well.",
};
