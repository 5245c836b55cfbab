import type { RegistryAuth, Service, ServiceSpec } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import { Deadline } from "../../reconcile/deadline";
import { modify } from "../../reconcile/modify";
import { withEndpointForTasks } from "./serviceEndpoint";

/**
 * Seconds that writing a service may take, unless `customTimeouts` allows less: the Engine may restart, or another
 * resource replace the ingress network.
 */
const patienceSeconds = 30;

/** How a service is changed. */
export interface ServiceChange {
  /** The service's name, for messages. */
  readonly name: string;
  /**
   * The spec to write; `undefined` when there is nothing to change. Called again when another client wrote the service
   * meanwhile.
   */
  readonly change: (service: Service) => Promise<ServiceSpec | undefined> | ServiceSpec | undefined;
  /** The credentials to send along. @default none: the Engine keeps those that it has for the service */
  readonly authFor?: (spec: ServiceSpec) => RegistryAuth | undefined;
  /** What happens when the service is gone. @default there is nothing to change */
  readonly gone?: (error: Error) => undefined;
}

/**
 * Brings a service to another spec, starting from its live one.
 *
 * @returns the service as it was before the change; `undefined` when there was nothing to change, or the service is
 *   gone
 */
export async function changeService(
  id: string,
  { name, change, authFor, gone = () => undefined }: ServiceChange,
  operation: Operation,
): Promise<Service | undefined> {
  const { engine } = operation;
  return modify<Service, ServiceSpec>(
    {
      what: `service "${name}"`,
      read: async (signal) => {
        const object = await engine.inspectService(id, signal);
        return { object, spec: object.Spec, version: object.Version.Index };
      },
      change: async ({ object, spec }) => {
        const wanted = await change(object);
        return wanted && withEndpointForTasks(id, spec, wanted, operation);
      },
      write: async (spec, { version }, signal) => {
        for (const warning of await engine.updateService(id, version, spec, authFor?.(spec), signal)) {
          operation.warn(warning);
        }
      },
      gone,
    },
    operation,
    Deadline.of(operation, patienceSeconds).within(patienceSeconds),
  );
}
