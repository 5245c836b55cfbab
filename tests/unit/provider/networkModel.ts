import * as fc from "fast-check";
import { driverOption } from "../../../swarm/options";
import type { Network, NetworkSpec } from "../../../provider/engine/types";
import type { NetworkInputs } from "../../../provider/mapping/network/networkInputs";

/**
 * The network that Swarm creates for a request: with a subnet from the pool, gateways and VXLAN ids (Engine API
 * reference, and Engine 20.10). Live tests hold this model to a real Engine.
 */
export function allocated(spec: NetworkSpec, id = "n1"): Network {
  const configs = spec.IPAM?.Config?.length ? spec.IPAM.Config : [{ Subnet: "10.0.1.0/24" }];
  return {
    Id: id,
    Name: spec.Name,
    Scope: "swarm",
    Driver: spec.Driver ?? "bridge",
    EnableIPv6: spec.EnableIPv6 ?? false,
    Internal: spec.Internal ?? false,
    Attachable: spec.Attachable ?? false,
    Ingress: spec.Ingress ?? false,
    IPAM: {
      Driver: spec.IPAM?.Driver ?? "default",
      Options: Object.keys(spec.IPAM?.Options ?? {}).length === 0 ? null : spec.IPAM?.Options,
      Config: configs.map((config) => ({
        ...config,
        Gateway: config.Gateway ?? firstOf(config.IPRange ?? config.Subnet ?? "", config.Subnet ?? ""),
      })),
    },
    Options: { [driverOption.vxlanIds]: configs.map((_, i) => 4097 + i).join(","), ...spec.Options },
    Labels: spec.Labels ?? null,
    Containers: null,
  };
}

function firstOf(range: string, subnet: string): string {
  const [a = "", b = "", c = "", d = ""] = range.split("/")[0]?.split(".") ?? [];
  const isNetwork = range.split("/")[0] === subnet.split("/")[0];
  return [a, b, c, String(Number(d) + (isNetwork ? 1 : 0))].join(".");
}

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);

/** Subnets that do not overlap, because each has its own second octet. */
const subnets = fc.uniqueArray(fc.integer({ min: 1, max: 250 }), { maxLength: 4 }).chain((octets) =>
  fc.tuple(
    ...octets.map((octet) =>
      fc.record(
        {
          subnet: fc.constant(`10.${octet}.8.0/24`),
          gateway: fc.integer({ min: 1, max: 254 }).map((last) => `10.${octet}.8.${last}`),
          ipRange: fc.constantFrom(`10.${octet}.8.0/25`, `10.${octet}.8.128/25`),
        },
        { requiredKeys: ["subnet"] },
      ),
    ),
  ),
);

/** Overlay networks of every form that the check accepts. */
export const overlays: fc.Arbitrary<NetworkInputs> = fc.record(
  {
    name: word,
    driver: fc.constant("overlay"),
    attachable: fc.boolean(),
    internal: fc.boolean(),
    ipv6: fc.constant(false),
    ipamDriver: fc.constant("default"),
    ipamConfigs: subnets,
    labels: fc.uniqueArray(fc.record({ label: word, value: fc.string() }), {
      selector: ({ label }) => label,
      maxLength: 5,
    }),
    options: fc.dictionary(
      fc.constantFrom(driverOption.encrypted, driverOption.mtu, "com.example.option"),
      fc.constantFrom("1400", "1450"),
    ),
  },
  { requiredKeys: ["name", "driver"] },
);

/** The same elements in another order. */
export function shuffled(inputs: NetworkInputs, turn: number): NetworkInputs {
  const rotate = <T>(list: readonly T[] | undefined): T[] | undefined =>
    list === undefined
      ? undefined
      : [...list.slice(turn % (list.length || 1)), ...list.slice(0, turn % (list.length || 1))];
  const options = Object.fromEntries(Object.entries(inputs.options ?? {}).reverse());
  return {
    ...inputs,
    ...(inputs.ipamConfigs === undefined ? {} : { ipamConfigs: rotate(inputs.ipamConfigs) }),
    ...(inputs.labels === undefined ? {} : { labels: rotate(inputs.labels)?.reverse() }),
    ...(inputs.options === undefined ? {} : { options }),
  };
}
