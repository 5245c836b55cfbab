/** What is measured, in the words of the report. */
export const operations = {
  up: "up, not waiting for tasks",
  upRunning: "up until the tasks run",
  upParallel: "the same, 64 operations at a time",
  preview: "preview right after",
  refresh: "refresh",
  image: "one image changed",
  network: "one network attached",
  destroy: "destroy",
} as const;

export type Operation = keyof typeof operations;

/** The order of the report. */
export const operationNames = Object.keys(operations) as Operation[];

/** How many objects are deployed. */
export interface Size {
  /** The number of networks, and of services: one per network. */
  readonly networks: number;
  /** The tasks of each service. */
  readonly replicas: number;
}

/** What one operation took. */
export interface Sample {
  readonly seconds: number;
  /** Processor seconds of the processes that the operation starts. @default not measured */
  readonly processor?: number;
  /** The largest memory of the provider process, in MiB. @default not measured */
  readonly memory?: number;
}

/** One way to deploy the stack. */
export interface Contender {
  readonly name: string;
  /** The operations that it has. `image`, `network` and `destroy` end when the tasks are replaced or have stopped. */
  readonly operations: Readonly<Partial<Record<Operation, () => Promise<Sample>>>>;
  /** Removes what is left after a failure. */
  readonly close: () => Promise<void>;
}
