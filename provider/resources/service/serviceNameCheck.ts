import { errorFinding, type LiveCheck } from "../../preview/liveCheck";
import { findNameProblems } from "../../preview/nameProblems";
import { holderOf } from "./serviceCreation";

/** The Engine refuses a service whose name is taken. */
export const serviceNameCheck: LiveCheck = {
  what: "names of services",
  find: async ({ id, inputs }, operation) => {
    // The name of a service never changes in place.
    if (id !== undefined) return [];
    const services = await operation.engine.listServices({}, {}, operation.signal);
    const problems = await findNameProblems(
      {
        type: "docker:index/service:Service",
        kind: "service",
        name: inputs.name,
        nameOf: ({ Spec }) => Spec.Name,
        holderOf,
      },
      services,
      operation,
    );
    return problems.map(errorFinding);
  },
};
