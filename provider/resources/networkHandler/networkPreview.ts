import { unknown } from "../../../swarm/draft";
import { isInstruction } from "../../../swarm/swarmLabel";
import { driverOption } from "../../../swarm/options";
import type { Properties, Property } from "../../handler/properties";
import { asRecord, networkDefaults } from "../../mapping/network/networkInputs";
import { isNameless } from "../network/networkDiff";

/** The state after a create. Values that the Engine chooses are unknown. */
export function previewNetwork(inputs: Properties): Properties {
  const driver = inputs.driver === undefined ? networkDefaults.driver : inputs.driver;
  const isSwarm = driver === "overlay";
  const options = inputs.options === undefined ? {} : inputs.options;
  const given = Object.fromEntries(Object.entries(inputs).filter(([name]) => !name.startsWith("__")));
  return {
    ...networkDefaults,
    labels: [],
    ...given,
    driver,
    scope: isSwarm ? "swarm" : localDrivers.includes(driver) ? "local" : unknown,
    ipamConfigs: previewSubnets(inputs.ipamConfigs),
    options: isSwarm && options !== unknown ? { [driverOption.vxlanIds]: unknown, ...asRecord(options) } : options,
    // An adopted ingress keeps its name, unless the inputs ask for another.
    ...(inputs.ingress === true && isNameless(inputs) ? { name: unknown } : {}),
  };
}

/** Docker's own drivers for networks of one node. Those of a plugin may have either scope. */
const localDrivers: readonly Property[] = ["bridge", "host", "null", "macvlan", "ipvlan"];

function previewSubnets(configs: Property): Property {
  if (!Array.isArray(configs) || configs.length === 0) return unknown;
  return configs.map((config) => {
    const given = asRecord(config);
    return given === undefined ? unknown : { gateway: unknown, ...given };
  });
}

/** The live labels, and the declared ones that are instructions to the provider. */
export function withDirectives(live: Property, declared: Property): Property {
  if (declared === unknown) return unknown;
  const entries = (list: Property): Property[] => (Array.isArray(list) ? list : []);
  const speaks = (entry: Property): boolean => isInstruction(asRecord(entry)?.label);
  const labels = [...entries(live).filter((entry) => !speaks(entry)), ...entries(declared).filter(speaks)];
  return labels.length === 0 ? live : labels;
}
