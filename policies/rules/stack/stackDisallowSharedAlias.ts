import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { matchesAny } from "../../facts/pattern";
import { stackPolicy } from "../../rule/policy";
import type { NetworkReference } from "../../facts/service";
import { entriesOf, fieldsOf } from "../../facts/service";
import { texts } from "../../rule/settings";
import type { Attachment, StackService } from "../../facts/topology/stackService";
import { topologyOf } from "../../facts/stackTopology";
import { forEachAlone, known, settled } from "../../unknowns/looks";

const containerSpec = { image: "registry.example.com/shop/api:1.4.2" };
const networksAdvanceds = [{ id: example.idOf("backend"), aliases: ["db"] }];

/** If two services share a DNS name, requests reach either of them. */
export const stackDisallowSharedAlias = stackPolicy({
  name: "swarm-stack-disallow-shared-alias",
  description: "On each network, a DNS name must belong to one service.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "moby/moby#42831",
    "A name or alias that several services share on a network resolves to each of them in turn, without a warning",
  ),
  tags: ["swarm", "service", "network", "dns", "isolation"],
  remediationSteps:
    "Give each service its own alias on the shared network, attach the services to different networks, or list the " +
    "name in `allow` if both services should answer to it.",
  docs: {
    about:
      "On a network, a service answers to its name and to its aliases. If two services share a name, the embedded " +
      "DNS returns the addresses of both, so some requests for `db` reach the wrong database. DNS ignores case. The " +
      "same name on different networks is fine, and so is an alias that repeats the service's own name. List names " +
      "in `allow` that services share on purpose, such as during a blue-green deployment.",
    sources: [
      "[moby#42831](https://github.com/moby/moby/issues/42831), [moby#41532](https://github.com/moby/moby/issues/41532), " +
        "[moby#40213](https://github.com/moby/moby/issues/40213)",
    ],
    bad: [
      example.network("backend", { driver: "overlay" }),
      example.service("orders-db", { name: "orders-db", taskSpec: { containerSpec, networksAdvanceds } }),
      example.service("users-db", { name: "users-db", taskSpec: { containerSpec, networksAdvanceds } }),
    ],
    good: [
      example.network("backend", { driver: "overlay" }),
      example.service("orders-db", { name: "orders-db", taskSpec: { containerSpec, networksAdvanceds } }),
      example.service("users-db", {
        name: "users-db",
        taskSpec: { containerSpec, networksAdvanceds: [{ id: example.idOf("backend"), aliases: ["users"] }] },
      }),
    ],
  },
  settings: { allow: texts("DNS names that several services may share; * matches any characters.") },
  validate: ({ resources, settings }, report) => {
    const { services } = topologyOf(resources);
    const names = new Register();
    for (const claim of known(() => services.flatMap(claimsOf))) names.add(claim);
    for (const service of services) for (const name of settled(() => namesOf(service))) names.mention(service, name);
    for (const [claim, other] of names.conflicts()) {
      if (matchesAny([claim.dnsName], settings.allow) !== undefined) continue;
      report(messageFor(claim, other), claim.service.urn);
    }
    forEachAlone(services, (service) => {
      const isAllowed = (name: string): boolean => matchesAny([name], settings.allow) !== undefined;
      for (const name of namesOnUnresolvedNetworks(service)) {
        const other = isAllowed(name) ? undefined : names.otherWith(service, name);
        if (other !== undefined)
          report(`Services "${service.name}" and "${other.name}" share the name "${name}".`, service.urn);
      }
    });
  },
});

/** A DNS name of a service on one network. */
interface Claim {
  readonly service: StackService;
  readonly dnsName: string;
  /** Identifies the network within the swarm. */
  readonly network: string;
  /** The name of the network in a message. */
  readonly networkName: string;
  readonly isAlias: boolean;
}

/** Which service has which name, on which network. */
class Register {
  private readonly first = new Map<string, Claim>();
  private readonly found: [Claim, Claim][] = [];
  private readonly holders = new Map<string, Set<StackService>>();

  public add(claim: Claim): void {
    const key = `${claim.service.swarm} ${claim.network} ${claim.dnsName}`;
    const other = this.first.get(key);
    if (other === undefined) this.first.set(key, claim);
    else if (other.service !== claim.service) this.found.push([claim, other]);
  }

  /** Adds a name that a service has on some network, resolved or not. */
  public mention(service: StackService, dnsName: string): void {
    const key = `${service.swarm} ${dnsName}`;
    this.holders.set(key, (this.holders.get(key) ?? new Set()).add(service));
  }

  /** Each claim to a name that an earlier service has, with the earlier claim. */
  public conflicts(): readonly [Claim, Claim][] {
    return this.found;
  }

  /** Another service of the swarm with this name, on any network. */
  public otherWith(service: StackService, dnsName: string): StackService | undefined {
    const holders = this.holders.get(`${service.swarm} ${dnsName}`) ?? [];
    return [...holders].find((holder) => holder !== service);
  }
}

/** The names of a service on its resolved networks. */
function claimsOf(service: StackService): Claim[] {
  const claims: Claim[] = [];
  // If the list of networks is unknown, so are the names on them.
  if (service.hidden || service.attachments.length === 0) return claims;
  const own = nameOf(service);
  const add = (network: string, networkName: string, aliases: readonly string[]): void => {
    if (own !== undefined) claims.push({ service, network, networkName, dnsName: own, isAlias: false });
    for (const dnsName of aliases)
      if (dnsName !== own) claims.push({ service, network, networkName, dnsName, isAlias: true });
  };
  const perAttachment = service.attachments.map(aliasesOf);
  service.attachments.forEach((attachment, i) => {
    const network = settled(() => identityOf(attachment));
    if (network !== undefined) add(...network, perAttachment[i] ?? []);
  });
  // It is unknown which attachment belongs to which of these networks. An alias that all the attachments share is
  // certain.
  const resolved = new Set(service.attachments.map(({ network }) => network));
  const unresolved = service.attachments.flatMap((attachment, i) =>
    settled(() => identityOf(attachment)) === undefined ? [perAttachment[i] ?? []] : [],
  );
  const everywhere = (unresolved[0] ?? []).filter((alias) => unresolved.every((aliases) => aliases.includes(alias)));
  for (const network of service.networks) {
    if (!resolved.has(network)) add(network.urn, network.name, everywhere);
  }
  return claims;
}

/** All names of a service, on any network. */
function namesOf(service: StackService): string[] {
  return [nameOf(service) ?? [], service.attachments.flatMap(aliasesOf)].flat();
}

/** The names of a service on its unresolved networks. */
function namesOnUnresolvedNetworks(service: StackService): string[] {
  const unresolved = service.attachments.filter((attachment) => identityOf(attachment) === undefined);
  const own = service.open || service.possible.size > 0 ? nameOf(service) : undefined;
  return [...(own === undefined ? [] : [own]), ...unresolved.flatMap(aliasesOf)];
}

/** What identifies the network of an attachment, and its name in a message. */
function identityOf({ network, idOrName }: Attachment): [string, string] | undefined {
  if (network !== undefined) return [network.urn, network.name];
  return idOrName === undefined ? undefined : [`called ${idOrName}`, idOrName];
}

function nameOf({ service }: StackService): string | undefined {
  return typeof service.name === "string" ? dnsNameOf(service.name) : undefined;
}

function aliasesOf({ reference }: Attachment): string[] {
  const { aliases } = fieldsOf<NetworkReference>(reference);
  return entriesOf(aliases).flatMap((alias) => (typeof alias === "string" ? [dnsNameOf(alias)] : []));
}

/** DNS ignores case and the trailing dot of an absolute name. */
function dnsNameOf(text: string): string {
  return text.trim().toLowerCase().replace(/\.$/, "");
}

function messageFor({ service, dnsName, networkName, isAlias }: Claim, other: Claim): string {
  const as = (alias: boolean): string => (alias ? "as an alias" : "as its name");
  return (
    `Service "${service.name}" has "${dnsName}" ${as(isAlias)} on network "${networkName}", and service ` +
    `"${other.service.name}" has it ${as(other.isAlias)}: requests for the name reach either service. ` +
    "Rename one of them on this network, or attach them to different networks."
  );
}
