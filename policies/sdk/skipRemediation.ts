import type { Method, Methods, Served, Service } from "./interceptServer";

/**
 * Answers the CLI's requests to remediate a resource at once while no policy remediates: the CLI sends one for each
 * resource, and reading it took as long as reading it for the policies.
 *
 * @param isNeeded whether the configuration lets a policy remediate
 */
export function skipRemediation(isNeeded: () => boolean, { service, methods }: Served): Served {
  const { remediate } = methods;
  const definition = service["remediate"];
  if (remediate === undefined || definition === undefined) return { service, methods };
  const { requestDeserialize, responseType } = definition;
  const skip: Method = (call, callback) => {
    if (call.request !== unread) return remediate(call, callback);
    callback(null, new responseType());
    return undefined;
  };
  return {
    service: {
      ...service,
      remediate: { ...definition, requestDeserialize: (bytes) => (isNeeded() ? requestDeserialize(bytes) : unread) },
    } satisfies Service,
    methods: { ...methods, remediate: skip } satisfies Methods,
  };
}

/** In place of a request that nothing reads; gRPC refuses none at all. */
const unread: unknown = {};
