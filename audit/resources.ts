import type { EvaluatedResource } from "../policies/evaluation/evaluate";
import { networkType } from "../policies/facts/network";
import { serviceConfigType, serviceType } from "../policies/facts/service";
import type { Network, Payload, Service } from "../provider/engine/types";
import { toIpamInputs, toNetworkState } from "../provider/mapping/network/network";
import { noPools, toNetworkInputs } from "../provider/mapping/network/networkImport";
import { elementsOf, propertiesOf } from "../provider/mapping/fields/field";
import { inputsOf, outputsOf } from "../provider/mapping/service/service";
import type { Property } from "../provider/handler/properties";
import { formatDuration } from "../swarm/durations";
import type { Subject } from "./finding";
import type { Snapshot } from "./snapshot";

/**
 * An object of the swarm as a resource of the docker package. Rules about a single resource see its inputs, rules about
 * a stack its outputs.
 */
export interface LiveResource {
  readonly subject: Subject;
  readonly input: EvaluatedResource;
  readonly output: EvaluatedResource;
}

/**
 * The networks, services and configs of the swarm, as if a program had created them. Leaves out the local networks of
 * nodes.
 */
export function liveResources({ networks, services, configs, predefined }: Snapshot): LiveResource[] {
  const ofSwarm = networks.filter(({ Scope, Driver }) => Scope === "swarm" && Driver !== "");
  return [
    ...ofSwarm.map(liveNetwork),
    ...services.map((service) => liveService(service, predefined)),
    ...configs.map(liveConfig),
  ];
}

function liveNetwork(network: Network): LiveResource {
  const inputs = {
    ...toNetworkInputs(network, noPools),
    // Includes addresses that the Engine has assigned.
    ipamConfigs: toIpamInputs(network),
    id: network.Id,
  };
  return live({ kind: "network", name: network.Name }, networkType, inputs, toNetworkState(network));
}

function liveService(service: Service, predefined: ReadonlyMap<string, string>): LiveResource {
  const inputs = withMonitor(withNames(inputsOf(undefined, service.Spec), predefined), service.Spec);
  const outputs = { ...outputsOf(inputs, service), id: service.ID };
  return live({ kind: "service", name: service.Spec.Name }, serviceType, { ...inputs, id: service.ID }, outputs);
}

function liveConfig({ ID: id, Spec: { Name: name, Data: data = "", Labels } }: Payload): LiveResource {
  const labels = Object.entries(Labels ?? {}).map(([label, value]) => ({ label, value }));
  const props = { id, name, data, labels };
  return live({ kind: "config", name }, serviceConfigType, props, props);
}

/** Adds the names of the built-in networks `host` and `bridge`, which no list of networks shows. */
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

/**
 * Adds the monitor of an update config. The inputs leave out values that are Swarm's defaults, but a rule asks whether
 * the program sets this one. Swarm stores its default as well, so a live service with an update config has a monitor.
 */
function withMonitor(inputs: ReturnType<typeof inputsOf>, { UpdateConfig }: Service["Spec"]): typeof inputs {
  const { Monitor = 0 } = UpdateConfig ?? {};
  if (Monitor === 0) return inputs;
  return { ...inputs, updateConfig: { ...propertiesOf(inputs.updateConfig), monitor: formatDuration(Monitor) } };
}

function live(subject: Subject, type: string, inputs: object, outputs: object): LiveResource {
  const { name } = subject;
  const urn = `urn:pulumi:live::swarm::${type}::${name}`;
  const of = (props: object): EvaluatedResource => ({
    type,
    name,
    urn,
    props: props as EvaluatedResource["props"],
    // Only a program can set `protect`, so a live swarm must not violate rules about it.
    opts: { protect: true },
  });
  return { subject, input: of(inputs), output: of(outputs) };
}
