import { volumeType } from "../../../policies/facts/hostMounts";
import { overlayNetworkType } from "../../../policies/facts/network";
import { swarmServiceType } from "../../../policies/facts/service";
import type { Stack } from "./cleanStacks";

/** One fault, and what puts it into a stack that has none. */
export interface Plant {
  /** The rule that the fault breaks, and the only one. */
  readonly rule: string;
  readonly way: string;
  readonly plant: (stack: Stack) => Stack;
}

const sensitive = { labels: [{ label: "swarm.network.sensitive", value: "yes" }] };
const encrypted = { options: { encrypted: "" } };

/** A network with a fault. */
const network =
  (props: Readonly<Record<string, unknown>>, component?: string) =>
  (stack: Stack): Stack =>
    stack.network("planted", props, component);

/** A service with a fault, on no network of the stack. */
const service =
  (props: Readonly<Record<string, unknown>>, component?: string) =>
  (stack: Stack): Stack =>
    stack.service("planted", [], props, component);

/** The ingress with a fault: a swarm has one. */
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

/** Two services that share a network of their own. */
const pair =
  (one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>, component?: string) =>
  (stack: Stack): Stack =>
    stack
      .network("shared", {})
      .service("planted1", [{ on: "shared", ...one }], {}, component)
      .service("planted2", [{ on: "shared", ...other }], {}, component);

/** The network and the service of a fault that takes both. */
const together =
  (net: Readonly<Record<string, unknown>>, props: Readonly<Record<string, unknown>>, component?: string) =>
  (stack: Stack): Stack =>
    stack.network("planted", net).service("attached", ["planted"], props, component);

function entries(rule: string, ways: Readonly<Record<string, Plant["plant"]>>): Plant[] {
  return Object.entries(ways).map(([way, plant]) => ({ rule, way, plant }));
}

/** At least one fault for each mandatory rule of the pack. */
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
    "an address set aside": network({ ipamConfigs: [{ subnet: "10.90.0.0/24", auxAddress: { router: "10.90.0.2" } }] }),
  }),
  ...entries("swarm-network-disallow-encrypted-false", {
    "the value false": network({ options: { encrypted: "false" } }),
    "the value No": network({ options: { encrypted: "No" } }),
  }),
  ...entries("swarm-network-disallow-ipv6", { "an IPv6 overlay": network({ ipv6: true }) }),
  ...entries("swarm-network-disallow-reserved-labels", {
    "a label of Swarm's": network({ labels: [{ label: "com.docker.swarm.internal", value: "true" }] }),
  }),
  ...entries("swarm-network-disallow-reserved-subnet", {
    "the addresses of docker_gwbridge": network({ ipamConfigs: [{ subnet: "172.18.9.0/24" }] }),
  }),
  ...entries("swarm-network-require-encryption-when-sensitive", {
    "a sensitive network in clear": network(sensitive),
    "another option alone": network({ ...sensitive, options: { "com.docker.network.driver.mtu": "1450" } }),
    "a component's network in clear": network(sensitive, overlayNetworkType),
  }),
  ...entries("swarm-network-require-known-driver-options", {
    "a misspelt option": network({ options: { "com.docker.network.mtu": "1450" } }),
  }),
  ...entries("swarm-network-require-known-labels", {
    "a misspelt label": network({ labels: [{ label: "swarm.network.sensitiv", value: "true" }] }),
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
    "a gateway outside": network({ ipamConfigs: [{ subnet: "10.90.0.0/24", gateway: "10.91.0.1" }] }),
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
    "a port through the ingress": service({ endpointSpec: { mode: "dnsrr", ports: [{ targetPort: 9000 }] } }),
    "the mode in another case": service({
      endpointSpec: { mode: "DnsRR", ports: [{ targetPort: 9000, publishedPort: "9000" }] },
    }),
    "a component's child": service(
      { endpointSpec: { mode: "dnsrr", ports: [{ targetPort: 9000 }] } },
      swarmServiceType,
    ),
  }),
  ...entries("swarm-service-disallow-host-network", {
    "host as an id": service({ references: [{ id: "host" }] }),
    "bridge as an id": service({ references: [{ id: "bridge" }] }),
  }),
  ...entries("swarm-service-limit-published-ports", {
    "Swarm's own port": service(ports(2377)),
    "the Engine's port inside of a range": service(ports("2300-2400")),
  }),
  ...entries("swarm-service-require-network-by-id", {
    "a network of another stack by its name": service({ references: [{ name: "elsewhere" }] }),
  }),
  ...entries("swarm-service-require-secrets-as-secrets", {
    "a password": service({ containerSpec: { env: { DB_PASSWORD: "hunter2" } } }),
    "a password in an address": service({ containerSpec: { env: { DB: "postgres://shop:hunter2@db/shop" } } }),
    "an argument": service({ containerSpec: { args: ["--api-key=hunter2"] } }, swarmServiceType),
  }),
  ...entries("swarm-stack-disallow-attaching-ingress", {
    "the ingress of the stack": (stack) => ingress({})(stack).service("planted", ["edge"]),
    "the ingress beside another network": (stack) =>
      ingress({})(stack).network("own", {}).service("planted", ["own", "edge"]),
    "the default ingress": service({ references: [{ id: "ingress" }] }),
  }),
  ...entries("swarm-stack-disallow-duplicate-published-port", {
    "a port twice": (stack) => stack.service("planted1", [], ports(9000)).service("planted2", [], ports(9000)),
    "a port as text": (stack) =>
      stack.service("planted1", [], ports("9000")).service("planted2", [], ports(9000), swarmServiceType),
    "a port inside of a range": (stack) =>
      stack.service("planted1", [], ports("9000-9010")).service("planted2", [], ports(9005)),
    "ingress and host": (stack) =>
      stack.service("planted1", [], ports(9000)).service("planted2", [], {
        endpointSpec: { ports: [{ targetPort: 1, publishedPort: 9000, publishMode: "host" }] },
      }),
    "twice in a service": service(ports(9000, 9000)),
  }),
  ...entries("swarm-stack-disallow-overlapping-subnets", {
    "one subnet inside of another": (stack) =>
      stack
        .network("planted1", { ipamConfigs: [{ subnet: "10.90.0.0/16" }] })
        .network("planted2", { ipamConfigs: [{ subnet: "10.90.7.0/24" }] }, overlayNetworkType),
    "with the bridge of a node": (stack) =>
      stack
        .network("planted", { ipamConfigs: [{ subnet: "10.90.0.0/16" }] })
        .network("bridge", { driver: "bridge", name: "docker_gwbridge", ipamConfigs: [{ subnet: "10.90.7.0/24" }] }),
    "with one of the stack": (stack) =>
      stack
        .without("n0")
        .network("n0", { ipamConfigs: [{ subnet: "10.90.0.0/24" }] })
        .network("planted", { ipamConfigs: [{ subnet: "10.90.0.128/25" }] }),
  }),
  ...entries("swarm-stack-disallow-published-port-on-internal-networks", {
    "through the ingress": together({ internal: true }, ports(9000)),
    "in host mode": together(
      { internal: true },
      { endpointSpec: { ports: [{ targetPort: 9000, publishedPort: 9000, publishMode: "host" }] } },
      swarmServiceType,
    ),
  }),
  ...entries("swarm-stack-disallow-second-ingress", {
    "two of them": (stack) => ingress({})(stack).network("planted", { ingress: true, ...encrypted }),
  }),
  ...entries("swarm-stack-disallow-shared-alias", {
    "an alias of two": pair({ aliases: ["db"] }, { aliases: ["db"] }),
    "an alias in another case": pair({ aliases: ["db"] }, { aliases: ["x", "DB"] }, swarmServiceType),
    "an alias that is a name": pair({}, { aliases: ["planted1"] }),
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
    "an encryption that is gone": (stack) => stack.network("planted", {}, overlayNetworkType, { encrypted: true }),
    "a network that is open": (stack) =>
      stack.network("planted", { internal: false }, overlayNetworkType, { internal: true }),
  }),
  ...entries("swarm-stack-disallow-windows-on-encrypted-network", {
    "a constraint": together(encrypted, { placement: { constraints: ["node.platform.os == windows"] } }),
    "another constraint": together(
      encrypted,
      { placement: { constraints: ["node.platform.os!=linux"] } },
      swarmServiceType,
    ),
    "a platform": together(encrypted, { placement: { platforms: [{ os: "windows", architecture: "amd64" }] } }),
    "an image": together(encrypted, { containerSpec: { image: "mcr.microsoft.com/windows/nanoserver:ltsc2022" } }),
  }),
];
