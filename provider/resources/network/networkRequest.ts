import type { Properties } from "../../handler/properties";
import { readNetworkInputs, type NetworkInputs } from "../../mapping/network/networkInputs";

/** The requested network: its inputs as typed values, and as the program gave them. */
export interface NetworkRequest extends NetworkInputs {
  /** For comparisons, and for the state. */
  readonly raw: Properties;
}

/** @param raw checked inputs */
export function networkRequest(raw: Properties): NetworkRequest {
  return { ...readNetworkInputs(raw), raw };
}
