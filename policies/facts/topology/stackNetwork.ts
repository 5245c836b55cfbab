import type { PolicyResource } from "@pulumi/policy";
import type { Draft } from "../../../swarm/draft";
import { driverOption } from "../../../swarm/options";
import { assume, looksOf } from "../../unknowns/looks";
import { overlayNetworkAround } from "../componentNetwork";
import type { Network } from "../network";
import { isOverlay } from "../network";
import type { Marked } from "../sensitivity";
import { fieldsOf } from "../service";

/** An overlay network of a stack, which may be the ingress network. */
export interface StackNetwork {
  readonly resource: PolicyResource;
  readonly network: ReturnType<typeof fieldsOf<Network>>;
  /** The facts from which {@link sensitiveBecause} decides whether the network is sensitive. */
  readonly marked: Marked;
  /** Logical name. */
  readonly name: string;
  readonly urn: string;
  readonly swarm: string;
}

/** The entry of a network. If it is unknown whether this is an overlay network, all its properties depend on that. */
export function stackNetwork(resource: PolicyResource, network: StackNetwork["network"], swarm: string): StackNetwork {
  const { name, urn, parent } = resource;
  const looks = looksOf(() => isOverlay(network));
  const read = (): StackNetwork["network"] => {
    assume(looks);
    return network;
  };
  const component = overlayNetworkAround(parent === undefined ? {} : { parent: parent.urn });
  const marked: Marked = {
    logicalName: name,
    component,
    get network() {
      return read();
    },
  };
  return {
    resource,
    marked,
    name,
    urn,
    swarm,
    get network() {
      return read();
    },
  };
}

/** The VXLAN ids of a network, which are unique within a swarm. */
export function vxlanOf({
  options,
}: {
  readonly options?: Draft<Readonly<Record<string, string>>>;
}): string | undefined {
  const ids = fieldsOf(options)[driverOption.vxlanIds];
  return typeof ids === "string" && ids !== "" ? `VXLAN ${ids}` : undefined;
}
