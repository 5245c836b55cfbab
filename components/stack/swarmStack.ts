import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../swarm/problem";
import { checkStackName } from "../../swarm/stack";
import type { Description } from "../arguments/checkedArgs";
import { checkedArgs, registeredArgs, rule } from "../arguments/checkedArgs";
import { isPlain } from "../arguments/inputs";
import { flag } from "../arguments/shape";
import { stackNameOutput } from "../arguments/stackScope";
import type { AttachOptions } from "../network/attachOptions";
import { OverlayNetwork } from "../network/overlayNetwork";
import type { NetworkAttachmentArgs } from "../service/networkAttachment";
import { attachmentTo } from "../service/networkAttachment";

/** The arguments of a {@link SwarmStack}. */
export interface SwarmStackArgs {
  /**
   * Whether the stack has a network for services that name none. It must be known when the program runs.
   *
   * @default true
   */
  readonly defaultNetwork?: pulumi.Input<boolean>;
}

/**
 * A stack of the swarm, as `docker stack deploy` makes one. Services, networks, secrets and configs with
 * `stack: shop` get the prefix `shop_`, and the labels by which `docker stack ls`, `ps`, `services` and `rm` find them.
 * Volumes of the services get the prefix as well. A service has its short name as an alias on each of its networks, and
 * joins the network `shop_default` if it names none.
 *
 * A `name` that the program sets is used as it is. The logical name of the stack is its name in the swarm.
 *
 * @example
 * import { SwarmService, SwarmStack } from "pulumi-swarm-networking";
 *
 * const shop = new SwarmStack("shop");
 *
 * new SwarmService("db", {
 *   stack: shop,
 *   image: "postgres:17.6",
 *   mounts: [{ source: "db-data", target: "/var/lib/postgresql/data" }],
 * });
 * new SwarmService("api", {
 *   stack: shop,
 *   image: "registry.example.com/shop/api:1.4.2",
 *   env: { DB_URL: "postgres://db:5432" },
 * });
 */
export class SwarmStack extends pulumi.ComponentResource {
  /** Name of the stack. */
  public readonly name: pulumi.Output<string>;
  /** Id of the network for services that name none; absent if the stack has no such network. */
  public readonly defaultNetworkId?: pulumi.Output<string>;

  public constructor(name: string, args: SwarmStackArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const description = swarmStackDescription(name);
    super("swarm:index:SwarmStack", name, registeredArgs(args, description), opts);
    const { defaultNetwork = true } = checkedArgs(this, `SwarmStack "${name}"`, args, description);

    this.name = stackNameOutput(name);
    if (defaultNetwork === true) {
      this.defaultNetworkId = new OverlayNetwork(`${name}_default`, { stack: { name } }, { parent: this }).id;
    }
    this.registerOutputs({
      name: this.name,
      ...(this.defaultNetworkId !== undefined && { defaultNetworkId: this.defaultNetworkId }),
    });
  }

  /**
   * An entry for the `networks` of a service, which attaches the service to the default network of the stack: for a
   * service that joins other networks as well, or has more aliases.
   *
   * @throws pulumi.ResourceError if the stack has no default network
   */
  public attach(options: AttachOptions = {}): NetworkAttachmentArgs {
    if (this.defaultNetworkId === undefined) {
      const message = `SwarmStack: attach() needs the default network, but 'defaultNetwork' is false. Leave it out.`;
      throw new pulumi.ResourceError(message, this, true);
    }
    return attachmentTo(this.defaultNetworkId, options);
  }
}

/** The description of the arguments of a SwarmStack. */
export function swarmStackDescription(logicalName: string): Description<SwarmStackArgs> {
  return {
    defaultNetwork: [
      flag,
      rule(
        ({ defaultNetwork }) => (isPlain(defaultNetwork) ? undefined : "later"),
        (late) => [...checkStackName(logicalName), ...(late === "later" ? [lateNetwork] : [])],
      ),
    ],
  };
}

const lateNetwork: Problem = {
  path: "defaultNetwork",
  reason:
    `'defaultNetwork' is an Output, but it decides whether a network is created, so it must be known when the ` +
    `program runs. Use true or false.`,
};
