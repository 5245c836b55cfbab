import { unknown } from "../../../swarm/draft";
import type { Properties, Property } from "../../handler/properties";

/** One subnet, as `ipamConfigs` of the docker package's Network has it. */
export interface IpamInput {
  readonly subnet?: string;
  readonly gateway?: string;
  readonly ipRange?: string;
  readonly auxAddress?: Readonly<Record<string, string>>;
}

export interface LabelInput {
  readonly label: string;
  readonly value: string;
}

/** The checked, known inputs of `docker:index/network:Network`. What is absent is up to the Engine. */
export interface NetworkInputs {
  readonly name: string;
  readonly driver?: string;
  readonly attachable?: boolean;
  readonly ingress?: boolean;
  readonly internal?: boolean;
  readonly ipv6?: boolean;
  readonly ipamDriver?: string;
  readonly ipamConfigs?: readonly IpamInput[];
  readonly ipamOptions?: Readonly<Record<string, string>>;
  readonly labels?: readonly LabelInput[];
  readonly options?: Readonly<Record<string, string>>;
}

/** What the Engine takes an absent input for. The driver is the Engine's and the docker package's default, not ours. */
export const networkDefaults = {
  driver: "bridge",
  ipamDriver: "default",
  attachable: false,
  ingress: false,
  internal: false,
  ipv6: false,
} as const;

/**
 * The inputs as a typed value. What is of another type than check lets through is taken as absent, so that a state written by
 * another plugin can be read; so are properties that the resource does not have.
 */
export function readNetworkInputs(properties: Properties): NetworkInputs {
  return {
    name: textAt(properties, "name") ?? "",
    driver: textAt(properties, "driver"),
    attachable: flagAt(properties, "attachable"),
    ingress: flagAt(properties, "ingress"),
    internal: flagAt(properties, "internal"),
    ipv6: flagAt(properties, "ipv6"),
    ipamDriver: textAt(properties, "ipamDriver"),
    ipamConfigs: recordsAt(properties, "ipamConfigs")?.map((config) => ({
      subnet: textAt(config, "subnet"),
      gateway: textAt(config, "gateway"),
      ipRange: textAt(config, "ipRange"),
      auxAddress: textsAt(config, "auxAddress"),
    })),
    ipamOptions: textsAt(properties, "ipamOptions"),
    labels: recordsAt(properties, "labels")?.map((entry) => ({
      label: textAt(entry, "label") ?? "",
      value: textAt(entry, "value") ?? "",
    })),
    options: textsAt(properties, "options"),
  };
}

/** Whether a preview does not know all of a value. */
export function hasUnknown(value: Property): boolean {
  if (value === unknown) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}

/** An object's properties; `undefined` for a list, a scalar, an unknown. */
export function asRecord(value: Property): Properties | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}

/** Text with content. The official plugin writes `""` for text that is not there. */
function textAt(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function flagAt(properties: Properties, name: string): boolean | undefined {
  const value = properties[name];
  return typeof value === "boolean" ? value : undefined;
}

function recordsAt(properties: Properties, name: string): Properties[] | undefined {
  const value = properties[name];
  return Array.isArray(value) ? value.map((entry) => asRecord(entry) ?? {}) : undefined;
}

/** A map of texts, without what older plugins leave in every object (`__defaults`). An empty text is a value: `encrypted: ""`. */
function textsAt(properties: Properties, name: string): Record<string, string> | undefined {
  const record = asRecord(properties[name]);
  if (record === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
