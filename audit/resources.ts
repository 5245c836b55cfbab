import type { EvaluatedResource } from "../policies/evaluation/evaluate";
import { networkType } from "../policies/facts/network";
import type { Network, Service } from "../provider/engine/types";
import { toIpamInputs, toNetworkState } from "../provider/mapping/network/network";
import { noPools, toNetworkInputs } from "../provider/mapping/network/networkImport";
import { elementsOf, propertiesOf } from "../provider/mapping/fields/field";
import { inputsOf, outputsOf } from "../provider/mapping/service/service";
import type { Property } from "../provider/handler/properties";
import type { Subject } from "./finding";
import type { Snapshot } from "./snapshot";

const serviceType = "docker:index/service:Service";

/** An object of the swarm in the words of the docker package, twice: rules about one resource see inputs, rules about a stack outputs. */
export interface LiveResource {
  readonly subject: Subject;
  readonly input: EvaluatedResource;
  readonly output: EvaluatedResource;
  /** A service whose tasks end: the docker package does not have those, and some rules make no sense for them. */
  readonly isJob: boolean;
}

/** The swarm's networks and services as a program would have made them: local networks of a node are no part of it. */
export function liveResources({ networks, services, predefined }: Snapshot): LiveResource[] {
  const ofSwarm = networks.filter(({ Scope, Driver }) => Scope === "swarm" && Driver !== "");
  return [...ofSwarm.map(liveNetwork), ...services.map((service) => liveService(service, predefined))];
}

function liveNetwork(network: Network): LiveResource {
  const inputs = {
    ...toNetworkInputs(network, noPools),
    // Also those that the Engine has chosen by itself: here they are settled.
    ipamConfigs: toIpamInputs(network),
    id: network.Id,
  };
  const outputs = { ...toNetworkState(network), id: network.Id };
  return live({ kind: "network", name: network.Name }, networkType, inputs, outputs);
}

function liveService(service: Service, predefined: ReadonlyMap<string, string>): LiveResource {
  const inputs = withNames(inputsOf(undefined, service.Spec), predefined);
  const outputs = { ...outputsOf(inputs, service), id: service.ID };
  const { GlobalJob, ReplicatedJob } = service.Spec.Mode ?? {};
  const isJob = GlobalJob !== undefined || ReplicatedJob !== undefined;
  const subject = { kind: "service", name: service.Spec.Name };
  return { ...live(subject, serviceType, { ...inputs, id: service.ID }, outputs), isJob };
}

/** What tells the swarm's own `host` and `bridge` from other networks is their name: they are in no list. */
function withNames(inputs: ReturnType<typeof inputsOf>, predefined: ReadonlyMap<string, string>): typeof inputs {
  const task = propertiesOf(inputs.taskSpec);
  if (!Array.isArray(task.networksAdvanceds)) return inputs;
  const networksAdvanceds = elementsOf(task.networksAdvanceds).map((one): Property => {
    const { id, ...rest } = propertiesOf(one);
    const name = typeof id === "string" ? predefined.get(id) : undefined;
    return name === undefined ? one : { ...rest, id, name };
  });
  return { ...inputs, taskSpec: { ...task, networksAdvanceds } };
}

function live(subject: Subject, type: string, inputs: object, outputs: object): LiveResource {
  const { name } = subject;
  const urn = `urn:pulumi:live::swarm::${type}::${name}`;
  const of = (props: object): EvaluatedResource => ({
    type,
    name,
    urn,
    props: props as EvaluatedResource["props"],
    // What only a program can say is none of a live swarm's faults.
    opts: { protect: true },
  });
  return { subject, input: of(inputs), output: of(outputs), isJob: false };
}
