import { unknown } from "../../../swarm/draft";
import type { Properties, Property } from "../../handler/properties";
import { defaultsOf, type ValueOf } from "../fields/field";
import { typedValue } from "../fields/typedValue";
import { networkTable, type ipamConfigs } from "./networkTable";

/** One subnet, as `ipamConfigs` of the docker package's Network has it. */
export type IpamInput = ValueOf<typeof ipamConfigs>[number];

/** The checked, known inputs of `docker:index/network:Network`. The Engine chooses absent values. */
export type NetworkInputs = ValueOf<typeof networkTable> & { readonly name: string };

/** The values of properties that are not given. */
export const networkDefaults = defaultsOf(networkTable);

/** The inputs, or a state, as a typed value. */
export function readNetworkInputs(properties: Properties): NetworkInputs {
  return { name: "", ...typedValue(networkTable, properties) };
}

/** Whether a part of a value is unknown in a preview. */
export function hasUnknown(value: Property): boolean {
  if (value === unknown) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}

/** An object's properties; `undefined` for a list, a scalar, an unknown. */
export function asRecord(value: Property): Properties | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}
