import { volumeType } from "../../../policies/facts/hostMounts";
import { overlayNetworkType } from "../../../policies/facts/network";
import { nodeType } from "../../../policies/facts/node";
import { swarmServiceType } from "../../../policies/facts/service";
import type { Stack } from "./cleanStacks";

/** A violation, and a function that adds it to a valid stack. */
export interface Plant {
  /** The only rule that the stack then violates. */
  readonly rule: string;
  readonly way: string;
  readonly plant: (stack: Stack) => Stack;
}

const sensitive = { labels: [{ label: "swarm.network.sensitive", value: "yes" }] };
const encrypted = { options: { encrypted: "" } };

/** Adds a network. */
const network =
  (props: Readonly<Record<string, unknown>>, component?: string) =>
  (stack: Stack): Stack =>
    stack.network("planted", props, component);

/** Adds a service that is on no network of the stack. */
const service =
  (props: Readonly<Record<string, unknown>>, component?: string) =>
  (stack: Stack): Stack =>
    stack.service("planted", [], props, component);

/** Replaces the ingress network, because a swarm can have only one. */
const ingress =
  (props: Readonly<Record<string, unknown>>) =>
  (stack: Stack): Stack =>
    stack.without("edge").network("edge", { ingress: true, ...encrypted, ...props });

/** What mounts something in a service. */
const mounting = (mount: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  containerSpec: { mounts: [{ target: "/planted", ...mount }] },
});

const ports = (...published: unknown[]): Readonly<Record<string, unknown>> => ({
  endpointSpec: { ports: published.map((publishedPort) => ({ targetPort: 9000, publishedPort })) },
});

/** Adds two services on a network of their own. */
const pair =
  (one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>, component?: string) =>
  (stack: Stack): Stack =>
    stack
      .network("shared", {})
      .service("planted1", [{ on: "shared", ...one }], {}, component)
      .service("planted2", [{ on: "shared", ...other }], {}, component);

/** Adds a network and a service on it. */
const together =
  (net: Readonly<Record<string, unknown>>, props: Readonly<Record<string, unknown>>, component?: string) =>
  (stack: Stack): Stack =>
    stack.network("planted", net).service("attached", ["planted"], props, component);

function entries(rule: string, ways: Readonly<Record<string, Plant["plant"]>>): Plant[] {
  return Object.entries(ways).map(([way, plant]) => ({ rule, way, plant }));
}

/** At least one violation of each mandatory rule of the pack. */
export const plants: readonly Plant[] = [
  ...entries("swarm-ingress-disallow-attachable", { "an attachable ingress": ingress({ attachable: true }) }),
  ...entries("swarm-ingress-disallow-internal", { "an internal ingress": ingress({ internal: true }) }),
  ...entries("swarm-ingress-require-overlay-driver", {
    "an ingress without a driver": ingress({ driver: undefined }),
    "an ingress on a bridge": ingress({ driver: "bridge" }),
  }),
  ...entries("swarm-network-disallow-attachable-when-sensitive", {
    "a sensitive network that is attachable": network({ ...sensitive, ...encrypted, attachable: true }),
  }),
  ...entries("swarm-network-disallow-aux-addresses", {
    "a reserved address": network({ ipamConfigs: [{ subnet: "10.90.0.0/24", auxAddress: { router: "10.90.0.2" } }] }),
  }),
  ...entries("swarm-network-disallow-encrypted-false", {
    "the option encrypted with the value false": network({ options: { encrypted: "false" } }),
    "the option encrypted with the value No": network({ options: { encrypted: "No" } }),
  }),
  ...entries("swarm-network-disallow-gateway-bridge-traffic", {
    "a gateway bridge": (stack) => stack.network("planted", { driver: "bridge", name: "docker_gwbridge" }),
  }),
  ...entries("swarm-network-disallow-ipv6", { "an overlay network with IPv6": network({ ipv6: true }) }),
  ...entries("swarm-network-disallow-reserved-labels", {
    "a label with Swarm's prefix": network({ labels: [{ label: "com.docker.swarm.internal", value: "true" }] }),
  }),
  ...entries("swarm-network-disallow-reserved-subnet", {
    "a subnet of docker_gwbridge": network({ ipamConfigs: [{ subnet: "172.18.9.0/24" }] }),
  }),
  ...entries("swarm-network-require-encryption-when-sensitive", {
    "an unencrypted sensitive network": network(sensitive),
    "a sensitive network with another option only": network({
      ...sensitive,
      options: { "com.docker.network.driver.mtu": "1450" },
    }),
    "an unencrypted sensitive network of a component": network(sensitive, overlayNetworkType),
  }),
  ...entries("swarm-network-require-known-driver-options", {
    "a misspelled option": network({ options: { "com.docker.network.mtu": "1450" } }),
  }),
  ...entries("swarm-network-require-known-labels", {
    "a misspelled label": network({ labels: [{ label: "swarm.network.sensitiv", value: "true" }] }),
    "the label on a service": service({ labels: [{ label: "swarm.network.sensitive", value: "true" }] }),
  }),
  ...entries("swarm-network-require-private-subnet", {
    "a public subnet": network({ ipamConfigs: [{ subnet: "11.9.0.0/24" }] }),
  }),
  ...entries("swarm-network-require-valid-driver-options", {
    "an MTU with a unit": network({ options: { "com.docker.network.driver.mtu": "1450 bytes" } }),
  }),
  ...entries("swarm-network-require-valid-name", { "a dot in the name": network({ name: "shop.planted" }) }),
  ...entries("swarm-network-require-valid-subnets", {
    "host bits": network({ ipamConfigs: [{ subnet: "10.90.0.7/24" }] }),
    "a gateway outside the subnet": network({ ipamConfigs: [{ subnet: "10.90.0.0/24", gateway: "10.91.0.1" }] }),
  }),
  ...entries("swarm-service-disallow-added-capabilities", {
    "a capability": service({ containerSpec: { capAdds: ["CAP_SYS_ADMIN"] } }),
    "all of them": service({ containerSpec: { capAdds: ["CHOWN", "all"] } }, swarmServiceType),
  }),
  ...entries("swarm-service-disallow-docker-socket", {
    "the socket": service(mounting({ type: "bind", source: "/var/run/docker.sock", readOnly: true })),
    "its folder": service(mounting({ type: "bind", source: "/var/run/" }), swarmServiceType),
    "a volume of a service": service(
      mounting({
        type: "volume",
        source: "sock",
        volumeOptions: { driverOptions: { type: "none", o: "bind", device: "/run/docker.sock" } },
      }),
    ),
    "a volume": (stack) =>
      stack.resource(volumeType, "planted", { driverOpts: { type: "none", o: "bind", device: "/run/docker.sock" } }),
  }),
  ...entries("swarm-service-disallow-host-mounts", {
    "the root folder": service(mounting({ type: "bind", source: "/" })),
    "a part of /proc": service(mounting({ type: "bind", source: "/proc/1/root" }), swarmServiceType),
    "the folder of Docker": service(mounting({ type: "bind", source: "/srv/../var/lib/docker" })),
  }),
  ...entries("swarm-service-disallow-dnsrr-with-ingress-port", {
    "a dnsrr service with a port through the ingress": service({
      endpointSpec: { mode: "dnsrr", ports: [{ targetPort: 9000 }] },
    }),
    "the mode dnsrr in another case": service({
      endpointSpec: { mode: "DnsRR", ports: [{ targetPort: 9000, publishedPort: "9000" }] },
    }),
    "a dnsrr service of a component": service(
      { endpointSpec: { mode: "dnsrr", ports: [{ targetPort: 9000 }] } },
      swarmServiceType,
    ),
  }),
  ...entries("swarm-service-disallow-host-network", {
    "the network host by id": service({ references: [{ id: "host" }] }),
    "the network bridge by id": service({ references: [{ id: "bridge" }] }),
  }),
  ...entries("swarm-service-disallow-published-data-store", {
    "the port of a data store": service({ endpointSpec: { ports: [{ targetPort: 5432, publishedPort: 15432 }] } }),
    "the image of a data store": service({
      containerSpec: { image: "redis:7.4" },
      endpointSpec: { ports: [{ targetPort: 7000, publishedPort: 9000, publishMode: "host" }] },
    }),
  }),
  ...entries("swarm-service-limit-published-ports", {
    "Swarm's own port": service(ports(2377)),
    "a range that contains the Engine's port": service(ports("2300-2400")),
  }),
  ...entries("swarm-service-require-network-by-id", {
    "a reference to a network of another stack by name": service({ references: [{ name: "elsewhere" }] }),
  }),
  ...entries("swarm-service-require-secrets-as-secrets", {
    "a password in the environment": service({ containerSpec: { env: { DB_PASSWORD: "hunter2" } } }),
    "a password in a URL": service({ containerSpec: { env: { DB: "postgres://shop:hunter2@db/shop" } } }),
    "a secret in an argument": service({ containerSpec: { args: ["--api-key=hunter2"] } }, swarmServiceType),
  }),
  ...entries("swarm-stack-disallow-attaching-ingress", {
    "a service on the ingress of the stack": (stack) => ingress({})(stack).service("planted", ["edge"]),
    "a service on the ingress and on another network": (stack) =>
      ingress({})(stack).network("own", {}).service("planted", ["own", "edge"]),
    "a service on the default ingress": service({ references: [{ id: "ingress" }] }),
  }),
  ...entries("swarm-stack-disallow-duplicate-published-port", {
    "a port of two services": (stack) =>
      stack.service("planted1", [], ports(9000)).service("planted2", [], ports(9000)),
    "a port of two services, once as text": (stack) =>
      stack.service("planted1", [], ports("9000")).service("planted2", [], ports(9000), swarmServiceType),
    "a port in the range of another service": (stack) =>
      stack.service("planted1", [], ports("9000-9010")).service("planted2", [], ports(9005)),
    "a port in ingress mode and in host mode": (stack) =>
      stack.service("planted1", [], ports(9000)).service("planted2", [], {
        endpointSpec: { ports: [{ targetPort: 1, publishedPort: 9000, publishMode: "host" }] },
      }),
    "a port twice in one service": service(ports(9000, 9000)),
  }),
  ...entries("swarm-stack-disallow-duplicate-name", {
    "two services": (stack) => stack.service("planted1", [], { name: "web" }).service("planted2", [], { name: "web" }),
    "two secrets": (stack) =>
      stack
        .resource("docker:index/secret:Secret", "planted1", { name: "db", data: "eA==" })
        .resource("docker:index/secret:Secret", "planted2", { name: "DB", data: "eA==" }),
  }),
  ...entries("swarm-stack-disallow-duplicate-vxlan-id", {
    "two networks": (stack) =>
      stack
        .network("planted1", { options: { "com.docker.network.driver.overlay.vxlanid_list": "70000" } })
        .network("planted2", { options: { "com.docker.network.driver.overlay.vxlanid_list": "69999,70000" } }),
  }),
  ...entries("swarm-stack-disallow-taken-subnet", {
    "the address of a node": (stack) =>
      stack
        .resource(nodeType, "planted1", { advertiseAddress: "10.90.0.11:2377" })
        .network("planted2", { ipamConfigs: [{ subnet: "10.90.0.0/24" }] }),
    "the default ingress": (stack) =>
      stack.without("edge").network("planted", { ipamConfigs: [{ subnet: "10.0.0.0/24" }] }),
  }),
  ...entries("swarm-stack-disallow-overlapping-subnets", {
    "a subnet inside another": (stack) =>
      stack
        .network("planted1", { ipamConfigs: [{ subnet: "10.90.0.0/16" }] })
        .network("planted2", { ipamConfigs: [{ subnet: "10.90.7.0/24" }] }, overlayNetworkType),
    "a subnet that contains the bridge of a node": (stack) =>
      stack.network("planted", { ipamConfigs: [{ subnet: "10.90.0.0/16" }] }).network("bridge", {
        driver: "bridge",
        name: "docker_gwbridge",
        options: { "com.docker.network.bridge.enable_icc": "false" },
        ipamConfigs: [{ subnet: "10.90.7.0/24" }],
      }),
    "a subnet inside that of another network": (stack) =>
      stack
        .without("n0")
        .network("n0", { ipamConfigs: [{ subnet: "10.90.0.0/24" }] })
        .network("planted", { ipamConfigs: [{ subnet: "10.90.0.128/25" }] }),
  }),
  ...entries("swarm-stack-disallow-published-port-on-internal-networks", {
    "a port through the ingress on an internal network": together({ internal: true }, ports(9000)),
    "a port in host mode on an internal network": together(
      { internal: true },
      { endpointSpec: { ports: [{ targetPort: 9000, publishedPort: 9000, publishMode: "host" }] } },
      swarmServiceType,
    ),
  }),
  ...entries("swarm-stack-disallow-second-ingress", {
    "two ingress networks": (stack) => ingress({})(stack).network("planted", { ingress: true, ...encrypted }),
  }),
  ...entries("swarm-stack-disallow-shared-alias", {
    "an alias of two services": pair({ aliases: ["db"] }, { aliases: ["db"] }),
    "an alias of two services in another case": pair({ aliases: ["db"] }, { aliases: ["x", "DB"] }, swarmServiceType),
    "an alias that is the name of another service": pair({}, { aliases: ["planted1"] }),
  }),
  ...entries("swarm-stack-require-encrypted-ingress-for-sensitive-services", {
    "a port of a service on a sensitive network": (stack) =>
      stack
        .without("edge")
        .network("edge", { ingress: true })
        .network("planted", { ...sensitive, ...encrypted })
        .service("attached", ["planted"], ports(9000)),
  }),
  ...entries("swarm-stack-disallow-weakened-component", {
    "a component whose network is not encrypted": (stack) =>
      stack.network("planted", {}, overlayNetworkType, { encrypted: true }),
    "a component whose network is not internal": (stack) =>
      stack.network("planted", { internal: false }, overlayNetworkType, { internal: true }),
  }),
  ...entries("swarm-stack-disallow-windows-on-encrypted-network", {
    "a constraint on Windows": together(encrypted, { placement: { constraints: ["node.platform.os == windows"] } }),
    "a constraint against Linux": together(
      encrypted,
      { placement: { constraints: ["node.platform.os!=linux"] } },
      swarmServiceType,
    ),
    "a Windows platform": together(encrypted, { placement: { platforms: [{ os: "windows", architecture: "amd64" }] } }),
    "a Windows image": together(encrypted, {
      containerSpec: { image: "mcr.microsoft.com/windows/nanoserver:ltsc2022" },
    }),
  }),
];
