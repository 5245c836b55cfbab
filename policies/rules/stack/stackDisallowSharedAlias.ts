import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { matchesAny } from "../../facts/pattern";
import { stackPolicy } from "../../rule/policy";
import type { NetworkReference } from "../../facts/service";
import { entriesOf, fieldsOf } from "../../facts/service";
import { texts } from "../../rule/settings";
import type { Attachment, StackService } from "../../facts/stackSurvey";
import { surveyStack } from "../../facts/stackSurvey";
import { forEachAlone, known, settled } from "../../unknowns/looks";

const containerSpec = { image: "registry.example.com/shop/api:1.4.2" };
const networksAdvanceds = [{ id: example.idOf("backend"), aliases: ["db"] }];

/** A name that two services have leads to either of them, in turn. */
export const stackDisallowSharedAlias = stackPolicy({
  name: "swarm-stack-disallow-shared-alias",
  description: "A DNS name must belong to one service on each network.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "moby/moby#42831",
    "Several services with one name or alias on a network are resolved in turn, without a warning",
  ),
  tags: ["swarm", "service", "network", "dns", "isolation"],
  remediationSteps:
    "Give each service an alias of its own on the network they share, put them on different networks, or allow the name by `allow` " +
    "where both shall answer.",
  docs: {
    about:
      "On a network a service answers to its name and to its aliases there. When two services have one of them in common, the " +
      "embedded DNS hands out the addresses of both, so that some requests for `db` reach another stack's database. DNS does not " +
      "look at case. One name on different networks is fine, and so is an alias that repeats the service's own name. `allow` holds " +
      "names that are shared on purpose, e.g. during a move from blue to green.",
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
  settings: { allow: texts("DNS names that several services may have; * stands for any characters.") },
  validate: ({ resources, settings }, report) => {
    const { services } = surveyStack(resources);
    const names = new Register();
    for (const claim of known(() => services.flatMap(claimsOf))) names.add(claim);
    for (const service of services) for (const name of settled(() => namesOf(service))) names.mention(service, name);
    for (const [claim, other] of names.conflicts()) {
      if (matchesAny([claim.dnsName], settings.allow) !== undefined) continue;
      report(messageFor(claim, other), claim.service.urn);
    }
    forEachAlone(services, (service) => {
      const isAllowed = (name: string): boolean => matchesAny([name], settings.allow) !== undefined;
      for (const name of namesOnUnknownNetworks(service)) {
        const other = isAllowed(name) ? undefined : names.otherWith(service, name);
        if (other !== undefined) report(`Services "${service.name}" and "${other.name}" have "${name}".`, service.urn);
      }
    });
  },
});

/** A DNS name of a service on one network. */
interface Claim {
  readonly service: StackService;
  readonly dnsName: string;
  /** What tells the network from others. */
  readonly network: string;
  /** How a message calls the network. */
  readonly networkName: string;
  readonly isAlias: boolean;
}

/** Who has which name, on which network. */
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

  /** Notes that a service has a name on some network, clear or not. */
  public mention(service: StackService, dnsName: string): void {
    const key = `${service.swarm} ${dnsName}`;
    this.holders.set(key, (this.holders.get(key) ?? new Set()).add(service));
  }

  /** Each name that a second service has, with the first. */
  public conflicts(): readonly [Claim, Claim][] {
    return this.found;
  }

  /** Another service of the swarm that has a name, on whatever network. */
  public otherWith(service: StackService, dnsName: string): StackService | undefined {
    const holders = this.holders.get(`${service.swarm} ${dnsName}`) ?? [];
    return [...holders].find((holder) => holder !== service);
  }
}

/** The names of a service on the networks that are clear. */
function claimsOf(service: StackService): Claim[] {
  const claims: Claim[] = [];
  // Where the list of networks is unknown, so are the names on them.
  if (service.hidden || service.attachments.length === 0) return claims;
  const add = (network: string, networkName: string, dnsName: string, isAlias: boolean): void => {
    claims.push({ service, network, networkName, dnsName, isAlias });
  };
  const own = nameOf(service);
  const perAttachment = service.attachments.map(aliasesOf);
  service.attachments.forEach((attachment, i) => {
    const network = settled(() => identityOf(attachment));
    if (network === undefined) return;
    if (own !== undefined) add(...network, own, false);
    for (const alias of perAttachment[i] ?? []) if (alias !== own) add(...network, alias, true);
  });
  // Which attachment is which is open, but the service is on each of these, and what it is called on all of them it is called here.
  const clear = new Set(service.attachments.map(({ network }) => network));
  const unclear = service.attachments.flatMap((attachment, i) =>
    settled(() => identityOf(attachment)) === undefined ? [perAttachment[i] ?? []] : [],
  );
  const everywhere = (unclear[0] ?? []).filter((alias) => unclear.every((aliases) => aliases.includes(alias)));
  for (const network of service.networks) {
    if (clear.has(network)) continue;
    if (own !== undefined) add(network.urn, network.name, own, false);
    for (const alias of everywhere) if (alias !== own) add(network.urn, network.name, alias, true);
  }
  return claims;
}

/** All names of a service, on whatever network. */
function namesOf(service: StackService): string[] {
  return [nameOf(service) ?? [], service.attachments.flatMap(aliasesOf)].flat();
}

/** The names that a service has on networks that are not known yet. */
function namesOnUnknownNetworks(service: StackService): string[] {
  const unclear = service.attachments.filter((attachment) => identityOf(attachment) === undefined);
  const own = service.open || service.possible.size > 0 ? nameOf(service) : undefined;
  return [...(own === undefined ? [] : [own]), ...unclear.flatMap(aliasesOf)];
}

/** Identity of the network of an attachment and how to call it. */
function identityOf({ network, call }: Attachment): [string, string] | undefined {
  if (network !== undefined) return [network.urn, network.name];
  return call === undefined ? undefined : [`called ${call}`, call];
}

function nameOf({ service }: StackService): string | undefined {
  return typeof service.name === "string" ? dnsNameOf(service.name) : undefined;
}

function aliasesOf({ reference }: Attachment): string[] {
  const { aliases } = fieldsOf<NetworkReference>(reference);
  return entriesOf(aliases).flatMap((alias) => (typeof alias === "string" ? [dnsNameOf(alias)] : []));
}

/** DNS looks neither at case nor at the dot of an absolute name. */
function dnsNameOf(text: string): string {
  return text.trim().toLowerCase().replace(/\.$/, "");
}

function messageFor({ service, dnsName, networkName, isAlias }: Claim, other: Claim): string {
  const as = (alias: boolean): string => (alias ? "as an alias" : "as its name");
  return (
    `Service "${service.name}" has "${dnsName}" ${as(isAlias)} on network "${networkName}", and service "${other.service.name}" has it ` +
    `${as(other.isAlias)}: whoever asks for it gets either of them, in turn. ` +
    `Give one of them another name there, or attach them to different networks.`
  );
}
