import type { Draft } from "../../swarm/draft";
import { labelKeys, labelValue, type Label } from "../../swarm/labels";
import { draftOf } from "../unknowns/draft";
import { known } from "../unknowns/looks";
import { entriesOf, fieldsOf } from "./service";

/** Texts of a service that have a name each, such as its environment variables. */
export interface NamedTexts {
  /** What one of them is, for a message: `environment variable`. */
  readonly kind: string;
  readonly keys: readonly string[];
  /** A text by its key; reading one that is unknown is a look at it. */
  readonly read: (key: string) => unknown;
}

/** The words of a command of a service. */
export interface ArgumentList {
  /** The property of the container spec: `args`. */
  readonly property: string;
  readonly list: readonly unknown[];
}

type Texts = Readonly<Record<string, string>>;

interface Container {
  readonly env?: Texts;
  readonly labels?: readonly Label[];
  readonly commands?: readonly string[];
  readonly args?: readonly string[];
  readonly healthcheck?: { readonly tests?: readonly string[] };
  readonly mounts?: readonly Mount[];
}

interface Mount {
  readonly volumeOptions?: { readonly driverOptions?: Texts; readonly labels?: readonly Label[] };
}

interface ServiceTexts {
  readonly labels?: readonly Label[];
  readonly taskSpec?: {
    readonly containerSpec?: Container;
    readonly logDriver?: { readonly options?: Texts };
  };
}

/** The texts of a service that `docker inspect` shows with a name, as far as they are known. */
export function namedTextsOf(properties: object): NamedTexts[] {
  const service = fieldsOf<ServiceTexts>(draftOf(properties));
  const task = fieldsOf<NonNullable<ServiceTexts["taskSpec"]>>(known(() => service.taskSpec));
  const container = fieldsOf<Container>(known(() => task.containerSpec));
  const logDriver = fieldsOf<{ readonly options?: Texts }>(known(() => task.logDriver));
  const volumes = entriesOf<Mount>(known(() => container.mounts)).map((mount) =>
    fieldsOf<NonNullable<Mount["volumeOptions"]>>(known(() => fieldsOf<Mount>(mount).volumeOptions)),
  );
  return [
    ofMap("environment variable", () => container.env),
    ofMap("log driver option", () => logDriver.options),
    ...volumes.map((volume) => ofMap("volume driver option", () => volume.driverOptions)),
    ofLabels("label", () => service.labels),
    ofLabels("container label", () => container.labels),
    ...volumes.map((volume) => ofLabels("volume label", () => volume.labels)),
  ];
}

/** The commands of a service, as far as they are known. */
export function argumentListsOf(properties: object): ArgumentList[] {
  const { taskSpec } = fieldsOf<ServiceTexts>(known(() => draftOf<ServiceTexts>(properties)));
  const task = fieldsOf<NonNullable<ServiceTexts["taskSpec"]>>(taskSpec);
  const container = fieldsOf<Container>(known(() => task.containerSpec));
  const healthcheck = fieldsOf<NonNullable<Container["healthcheck"]>>(known(() => container.healthcheck));
  return [
    { property: "commands", list: entriesOf(known(() => container.commands)) },
    { property: "args", list: entriesOf(known(() => container.args)) },
    { property: "healthcheck.tests", list: entriesOf(known(() => healthcheck.tests)) },
  ];
}

function ofMap(kind: string, texts: () => Draft<Texts>): NamedTexts {
  const values = fieldsOf<Texts>(known(texts));
  return { kind, keys: Object.keys(values), read: (key) => values[key] };
}

function ofLabels(kind: string, labels: () => Draft<readonly Label[]>): NamedTexts {
  const list = known(labels);
  return { kind, keys: known(() => labelKeys(list)), read: (key) => labelValue(list, key) };
}
