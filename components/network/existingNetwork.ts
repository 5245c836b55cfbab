import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkInspection } from "../../swarm/inspection";
import { isPredefinedNetwork } from "../../swarm/names";
import type { NetworkAttachmentArgs } from "../service/networkAttachment";
import { inspectNetwork } from "./inspectNetwork";
import type { AttachOptions } from "./attachOptions";

/**
 * A network of the swarm that this program does not create: `external: true` of a compose file. It can stand for its
 * `attach()` among the networks of a service.
 */
export class ExistingNetwork {
  /** Id of the network; its name if every node has a network with this name, like `host`. */
  public readonly id: pulumi.Input<string>;
  readonly #name: string;

  /** @param name in the swarm, or id */
  public constructor(name: string, opts?: pulumi.InvokeOutputOptions) {
    this.#name = name;
    this.id = isPredefinedNetwork(name) ? name : docker.getNetworkOutput({ name }, opts).apply(swarmId);
  }

  /** Name of the network in the swarm. */
  public get name(): string {
    return this.#name;
  }

  /** An entry for the `networks` of a service, which attaches the service to this network. */
  public attach(options: AttachOptions = {}): NetworkAttachmentArgs {
    return { id: this.id, ...options };
  }

  /** Reads the network and everything on it while the program runs: see {@link inspectNetwork}. */
  public inspect(opts?: pulumi.InvokeOutputOptions): pulumi.Output<NetworkInspection> {
    return inspectNetwork({ id: this.id }, opts);
  }
}

/** @throws pulumi.RunError for a network of a single node, which the Engine refuses for services */
function swarmId({ id, name, scope, driver }: docker.GetNetworkResult): string {
  if (scope === "swarm") return id;
  const message =
    `OverlayNetwork.existing("${name}"): the network exists only on one node (driver "${driver}", scope "${scope}"), ` +
    `so services cannot attach to it. Use a network with the driver "overlay".`;
  throw new pulumi.RunError(message);
}
