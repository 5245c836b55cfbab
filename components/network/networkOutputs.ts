import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { effectiveMtu } from "../../swarm/mtu";
import { driverOption } from "../../swarm/options";

/** The outputs that all components for overlay networks have. */
export interface NetworkOutputs {
  readonly id: pulumi.Output<string>;
  readonly networkId: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  readonly subnets: pulumi.Output<string[]>;
  readonly gateways: pulumi.Output<string[]>;
  readonly vxlanIds: pulumi.Output<number[]>;
  readonly effectiveMtu: pulumi.Output<number>;
  readonly encrypted: pulumi.Output<boolean>;
}

/** The outputs of a component for one overlay network. */
export function networkOutputs(
  network: docker.Network,
  mtu: pulumi.Input<number> | undefined,
  encryption: pulumi.Input<boolean>,
): NetworkOutputs {
  const encrypted = pulumi.output(encryption);
  return {
    id: network.id,
    networkId: network.id,
    name: network.name,
    subnets: subnetsOf(network),
    gateways: gatewaysOf(network),
    vxlanIds: vxlanIdsOf(network),
    effectiveMtu: pulumi.all([mtu, encrypted]).apply(([bytes, secure]) => effectiveMtu(bytes, secure)),
    encrypted,
  };
}

/** The subnets of the network, as reported by the Engine. */
export function subnetsOf(network: docker.Network): pulumi.Output<string[]> {
  return ipamConfigsOf(network).apply((configs) => compact(configs.map(({ subnet }) => subnet)));
}

/** The gateways of the network, one per subnet, as reported by the Engine. */
export function gatewaysOf(network: docker.Network): pulumi.Output<string[]> {
  return ipamConfigsOf(network).apply((configs) => compact(configs.map(({ gateway }) => gateway)));
}

function vxlanIdsOf(network: docker.Network): pulumi.Output<number[]> {
  const options: pulumi.Output<Record<string, string> | undefined> = network.options;
  return options.apply((present) => compact((present?.[driverOption.vxlanIds] ?? "").split(",")).map(Number));
}

/** The types promise a list; a plugin that has not read the network yet returns none. */
function ipamConfigsOf(network: docker.Network): pulumi.Output<docker.types.output.NetworkIpamConfig[]> {
  const configs: pulumi.Output<docker.types.output.NetworkIpamConfig[] | undefined> = network.ipamConfigs;
  return configs.apply((present) => present ?? []);
}

function compact(texts: readonly (string | undefined)[]): string[] {
  return texts.filter((text): text is string => text !== undefined && text !== "");
}
