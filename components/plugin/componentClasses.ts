import type * as pulumi from "@pulumi/pulumi";
import { propertiesOf } from "../arguments/checkedArgs";
import type { Properties } from "../arguments/shape";
import { GatewayBridge, gatewayBridgeDescription } from "../network/gatewayBridge";
import { IngressConfig, ingressConfigDescription } from "../network/ingressConfig";
import { OverlayNetwork } from "../network/overlayNetwork";
import { overlayNetworkDescription } from "../network/overlayNetworkDescription";
import { SwarmNode, swarmNodeDescription } from "../node/swarmNode";
import { payloadDescription } from "../payload/payload";
import { SwarmConfig } from "../payload/swarmConfig";
import { SwarmSecret } from "../payload/swarmSecret";
import { SwarmService } from "../service/swarmService";
import { swarmServiceDescription } from "../service/swarmServiceDescription";
import { SwarmStack, swarmStackDescription } from "../stack/swarmStack";

/** A component as the plugin constructs it, with the arguments that a program in another language gave. */
type ComponentClass = new (
  name: string,
  args: never,
  opts?: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource;

/** The components that programs in other languages can use, and the shapes of their inputs. */
export const componentClasses: Readonly<
  Record<string, { readonly component: ComponentClass; readonly inputs: Properties }>
> = {
  GatewayBridge: { component: GatewayBridge, inputs: propertiesOf(gatewayBridgeDescription) },
  IngressConfig: { component: IngressConfig, inputs: propertiesOf(ingressConfigDescription("edge")) },
  OverlayNetwork: { component: OverlayNetwork, inputs: propertiesOf(overlayNetworkDescription("backend")) },
  SwarmConfig: { component: SwarmConfig, inputs: propertiesOf(payloadDescription("site", "config")) },
  SwarmNode: { component: SwarmNode, inputs: propertiesOf(swarmNodeDescription(false)) },
  SwarmSecret: { component: SwarmSecret, inputs: propertiesOf(payloadDescription("db", "secret")) },
  SwarmService: { component: SwarmService, inputs: propertiesOf(swarmServiceDescription("api")) },
  SwarmStack: { component: SwarmStack, inputs: propertiesOf(swarmStackDescription("shop")) },
};
