import type { ResourceHandler } from "../handler/handler";
import type { Properties } from "../handler/properties";

/** Kinds of networks, and inputs that only other kinds can have. */
const kinds: ReadonlyArray<readonly [kind: string, inputs: Properties]> = [
  [
    '`driver: "overlay"`',
    {
      name: "backend",
      driver: "overlay",
      ipv6: true,
      ipamConfigs: [{ subnet: "10.99.0.0/24", auxAddress: { router: "10.99.0.9" } }],
    },
  ],
  ["`ingress: true`", { name: "public", driver: "overlay", ingress: true, attachable: true, internal: true }],
];

/**
 * The network check's messages about inputs that one kind of network cannot have, by property path without indexes.
 */
export function refusals(handler: ResourceHandler): ReadonlyMap<string, string> {
  if (handler.type !== "docker:index/network:Network") return new Map();
  return new Map(
    kinds.flatMap(([kind, news]) => {
      const { failures } = handler.check({
        urn: "",
        logicalName: "",
        olds: undefined,
        before: undefined,
        news,
        autoname: () => "",
      });
      return failures.map(({ property, reason }): [string, string] => [
        property.replaceAll(/\[\d+\]/g, "[]"),
        `refused with ${kind}: ${reason}`,
      ]);
    }),
  );
}
