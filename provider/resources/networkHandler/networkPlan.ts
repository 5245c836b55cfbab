import { tasksAtOnce } from "../../mapping/service/mode";
import { formatDuration } from "../../../swarm/durations";
import type { Service } from "../../engine/types";
import type { NetworkPlan, ResourceChange, ResourcePlan, SwarmFacts } from "../../handler/resourcePlan";
import type { Properties } from "../../handler/properties";
import { ingressPortsOf } from "../ingress/suspendedPorts";
import { isAttached } from "../network/attachments";
import { replacementKind, type ReplacementKind } from "../network/networkReplacement";
import { describeCallsAtRisk } from "./callsAtRisk";
import { transitionName } from "../replacement/networkTransition";
import { isJob } from "../service/convergenceCount";
import { longestRollout } from "../service/rolloutTime";

/** Seconds that the new ingress may take on all nodes, as far as the lab has shown it. */
const ingressCreation = 15;

/**
 * How a network is replaced, and which services that restarts.
 *
 * @param facts `undefined` if the swarm could not be asked
 * @returns `undefined` for a change of an instruction to the provider
 */
export function planNetwork(change: ResourceChange, facts: SwarmFacts | undefined): ResourcePlan | undefined {
  const { before, inputs, isReplacement, id } = change;
  if (!isReplacement) return undefined;
  if (inputs.ingress === true || before.ingress === true) return planIngress(facts);
  if (before.driver !== "overlay") return undefined;
  const services = facts?.services.filter(({ Spec }) => isAttached(Spec, id));
  const replacement = replacementKind(before, inputs);
  const network: NetworkPlan = { replacement, services: services?.map(nameOf), restarts: restarts[replacement] };
  const isTransition = replacement === "transition";
  const promises = isTransition || replacement === "side by side";
  const risks = promises
    ? describeGap(change, isTransition, services) + describeCallsAtRisk(services ?? [], facts?.nodes ?? [])
    : "";
  const jobs = describeJobs(services?.filter(isJob) ?? [], network.restarts);
  return { summary: describe(network) + jobs + risks, network, lost: [] };
}

/**
 * Calls that can fail while services leave the old network, or the transition network, because the DNS of Docker
 * prefers it: `precedingName` cannot help a fixed name, a network that another client has named, or one that becomes
 * internal.
 */
function describeGap(
  { before, inputs, id }: ResourceChange,
  isTransition: boolean,
  services: readonly Service[] | undefined,
): string {
  const virtual = services?.filter(({ Spec }) => Spec.EndpointSpec?.Mode !== "dnsrr").map(nameOf) ?? [];
  const [old, next] = [before, inputs].map(inDns);
  if (virtual.length === 0 || old === undefined || next === undefined) return "";
  const between = isTransition ? [{ ...next, name: transitionName(next.name, id) }] : [];
  const steps = [old, ...between, next];
  const preference = steps
    .slice(1)
    .map((to, i) => preferenceForOld(steps[i] ?? old, to))
    .find((found) => found !== undefined);
  if (preference === undefined) return "";
  return (
    ` Until all have left the old network, calls between services can fail for some seconds at the virtual IP of ` +
    `${quoted(virtual)}, because the DNS of Docker prefers ${preference}. To avoid that, use the endpoint mode "dnsrr".`
  );
}

/** What decides whether the DNS prefers a network. */
interface InDns {
  readonly name: string;
  readonly internal: boolean;
}

function inDns({ name, internal }: Properties): InDns | undefined {
  return typeof name === "string" ? { name, internal: internal === true } : undefined;
}

/** Why a task on two networks resolves names on the one that it leaves (libnetwork, `Endpoint.Less`). */
function preferenceForOld(from: InDns, to: InDns): string | undefined {
  if (from.internal !== to.internal) return to.internal ? "networks that are not internal" : undefined;
  if (to.name < from.name) return undefined;
  return `the network whose name sorts first, and "${to.name}" does not sort before "${from.name}"`;
}

const restarts: Record<ReplacementKind, number> = { "side by side": 2, transition: 4, swap: 1, "remove first": 1 };

/** Each time that tasks restart, their service has been updated, which runs a job from the start. */
function describeJobs(jobs: readonly Service[], times: number): string {
  if (jobs.length === 0) return "";
  const [who, have] = jobs.length === 1 ? ["job", "it has"] : ["jobs", "they have"];
  return (
    ` The ${who} ${quoted(jobs.map(nameOf))} ${jobs.length === 1 ? "runs" : "run"} again ${timesOf(times)}, even if ` +
    `${have} completed, because Swarm runs a job again after each update.`
  );
}

const how = {
  "side by side": "they join the new network, and leave the old one after all of them have joined",
  transition: "a third network connects them while the old network makes room for the new one",
  swap: "each leaves the old network as it joins the new one, and cannot reach those that have not moved yet",
  "remove first": "the old network is removed before the new one is created",
} as const;

function describe({ replacement, services, restarts: times }: NetworkPlan): string {
  if (replacement === "ingress") return "";
  if (services === undefined) return `The services on the network restart their tasks: ${how[replacement]}.`;
  if (services.length === 0) return "";
  return (
    `${countOf(services)} on the old network (${quoted(services)}) ` +
    `${services.length === 1 ? "restarts its" : "restart their"} tasks ${timesOf(times)}: ${how[replacement]}.`
  );
}

/** All published ports are away from the suspension of the first one until the tasks of the last service are back. */
function planIngress(facts: SwarmFacts | undefined): ResourcePlan {
  const publishers = facts?.services.filter(({ Spec }) => ingressPortsOf(Spec).length > 0);
  const longest = publishers?.map((service) => 2 * longestRollout(service.Spec, tasksOf(service, facts))) ?? [];
  const portsAwaySeconds = publishers === undefined ? undefined : ingressCreation + Math.max(0, ...longest);
  const services = publishers?.map(nameOf);
  const network: NetworkPlan = { replacement: "ingress", services, restarts: 2, portsAwaySeconds };
  if (services?.length === 0) {
    return { summary: "The ingress is swapped. No service publishes ports through it.", network, lost: [] };
  }
  const who = services === undefined ? "services that publish ports through it" : quoted(services);
  const away =
    portsAwaySeconds === undefined
      ? ""
      : ` for at most ${formatDuration(Math.ceil(portsAwaySeconds) * 1e9)} if the nodes have the images`;
  return {
    summary: `The ingress is swapped: the published ports of ${who} are away${away}. Their tasks restart twice.`,
    network,
    lost: [],
  };
}

function tasksOf({ ID, Spec: { Mode } }: Service, facts: SwarmFacts | undefined): number {
  const tasks = tasksAtOnce(Mode);
  if (tasks !== "global") return tasks;
  return (
    facts?.tasks.filter(({ ServiceID, DesiredState }) => ServiceID === ID && DesiredState === "running").length ?? 0
  );
}

function nameOf({ Spec: { Name } }: Service): string {
  return Name;
}

function countOf(services: readonly string[]): string {
  return services.length === 1 ? "The only service" : `All ${services.length} services`;
}

function timesOf(times: number): string {
  return times === 1 ? "once" : times === 2 ? "twice" : `${times} times`;
}

function quoted(names: readonly string[]): string {
  return [...names]
    .sort()
    .map((name) => JSON.stringify(name))
    .join(", ");
}
