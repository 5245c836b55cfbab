import type { Draft, Unknown } from "../swarm/draft";
import { unknown } from "../swarm/draft";
import type { Label } from "../swarm/labels";
import type { Subnet } from "../swarm/subnet";

/** The type of the docker package's networks, on whatever provider. */
export const networkType = "docker:index/network:Network";

/** The type of this project's overlay networks, in whatever language the program is written. */
export const overlayNetworkType = "swarm:index:OverlayNetwork";

/** The type of this project's ingress. */
export const ingressConfigType = "swarm:index:IngressConfig";

/** What the policies read of a docker.Network. */
export interface Network {
  readonly id?: string;
  readonly name?: string;
  readonly driver?: string;
  readonly attachable?: boolean;
  readonly internal?: boolean;
  readonly ipv6?: boolean;
  readonly ingress?: boolean;
  readonly labels?: readonly Label[];
  readonly options?: Readonly<Record<string, string>>;
  readonly ipamConfigs?: readonly (Subnet & { readonly auxAddress?: Readonly<Record<string, string>> })[];
}

/** What the policies read of an OverlayNetwork. */
export interface OverlayNetwork {
  readonly sensitive?: boolean;
  readonly encrypted?: boolean;
  readonly attachable?: boolean;
  readonly allowAttachable?: string;
  readonly name?: string;
  readonly driverOptions?: Readonly<Record<string, string>>;
}

/** Whether a network spans nodes. A network without a driver is a bridge; an ingress can be nothing but an overlay. */
export function isOverlay(network: Exclude<Draft<Network>, Unknown | undefined>): boolean | Unknown {
  if (network.ingress === true || network.driver === "overlay") return true;
  return network.driver === unknown ? unknown : false;
}
