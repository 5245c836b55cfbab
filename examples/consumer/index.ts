import * as pulumi from "@pulumi/pulumi";
import { OverlayNetwork, SwarmService, UpdateOrder } from "pulumi-swarm-networking";

const image = new pulumi.Config().require("image");

const backend = new OverlayNetwork("backend", { sensitive: true, internal: true });

const checkout = new SwarmService("checkout", {
  image,
  replicas: 2,
  networks: [backend.attach({ aliases: ["pay"] })],
  updateConfig: { parallelism: 1, order: UpdateOrder.StartFirst },
});

export const network = backend.name;
export const service = checkout.id;
