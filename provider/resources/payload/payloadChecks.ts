import { errorFinding, type LiveCheck } from "../../preview/liveCheck";
import { findNameProblems } from "../../preview/nameProblems";
import { holderOf } from "./payloadCreation";
import type { PayloadType } from "./payloadType";

/** What a preview compares with the swarm before it creates a secret or config. */
export function payloadChecks(type: PayloadType): readonly LiveCheck[] {
  const { token, kind, collection } = type;
  const nameCheck: LiveCheck = {
    what: `names of ${collection}`,
    find: async ({ inputs }, operation) => {
      const existing = await operation.engine.listPayloads(collection, {}, operation.signal);
      const problems = await findNameProblems(
        {
          type: token,
          kind,
          name: inputs.name,
          nameOf: ({ Spec }) => Spec.Name,
          holderOf: (payload) => holderOf(type, payload),
        },
        existing,
        operation,
      );
      return problems.map(errorFinding);
    },
  };
  return [nameCheck];
}
