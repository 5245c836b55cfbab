import type { PolicyResource } from "@pulumi/policy";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { givenOf } from "../../facts/given";
import { isOverlay, networkType, type Network } from "../../facts/network";
import { stackPolicy } from "../../rule/policy";
import { serviceConfigType, serviceType } from "../../facts/service";
import { swarmOf } from "../../facts/swarmOf";
import { settled } from "../../unknowns/looks";

const taskSpec = { containerSpec: { image: "registry.example.com/shop/web:1.4.2" } };

/** The kinds of objects whose names are unique in a swarm. */
const kinds: ReadonlyMap<string, string> = new Map([
  [serviceType, "service"],
  [networkType, "network"],
  ["docker:index/secret:Secret", "secret"],
  [serviceConfigType, "config"],
]);

/** Swarm refuses the object that comes second, in the middle of a deployment. */
export const stackDisallowDuplicateName = stackPolicy({
  name: "swarm-stack-disallow-duplicate-name",
  description: "A name must belong to one service, network, secret or config of a swarm.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/state/store",
    "name conflicts with an existing object; names are compared without regard to case",
  ),
  tags: ["swarm", "service", "network", "secret", "config"],
  remediationSteps: "Give each object a name of its own, or leave `name` out to let Pulumi choose one.",
  docs: {
    about:
      "Swarm refuses the second service, overlay network, secret or config with the same name, and it does not tell " +
      "upper from lower case. The rule compares objects of one kind whose providers have the same host. A network " +
      "that the program both manages and reads counts once.",
    sources: ["moby/swarmkit, `manager/state/store`"],
    bad: [example.service("shop", { name: "web", taskSpec }), example.service("admin", { name: "Web", taskSpec })],
    good: [
      example.service("shop", { name: "web", taskSpec }),
      example.network("web", { name: "web", driver: "overlay" }),
    ],
  },
  validate: ({ resources }, report) => {
    const first = new Map<string, Named>();
    for (const named of namedIn(resources)) {
      const { kind, name, text, urn, swarm, id } = named;
      const key = `${swarm} ${kind} ${text.toLowerCase()}`;
      const other = first.get(key);
      if (other === undefined) first.set(key, named);
      else if (id === undefined || id !== other.id) {
        report(
          `The ${kind}s "${name}" and "${other.name}" have the same name, "${text}": Swarm refuses the second one, ` +
            "also if the case differs. Give each a name of its own, or leave 'name' out to let Pulumi choose one.",
          urn,
        );
      }
    }
  },
});

interface Named {
  readonly kind: string;
  /** Logical name. */
  readonly name: string;
  /** The name in the swarm. */
  readonly text: string;
  readonly urn: string;
  readonly swarm: string;
  readonly id: string | undefined;
}

/** The objects whose name is known. */
function namedIn(resources: readonly PolicyResource[]): Named[] {
  return resources.flatMap((resource): Named[] => {
    const kind = kinds.get(resource.type);
    if (kind === undefined) return [];
    return settled(() => {
      const given = givenOf<Network>(resource);
      const { name: text, id } = given;
      if (typeof text !== "string" || text === "") return [];
      // A network of another driver is a matter of one node.
      if (resource.type === networkType && isOverlay(given) !== true) return [];
      const { name, urn } = resource;
      return [{ kind, name, text, urn, swarm: swarmOf(resource), id: typeof id === "string" ? id : undefined }];
    });
  });
}
