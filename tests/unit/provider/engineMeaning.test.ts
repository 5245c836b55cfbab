import { EngineError } from "../../../provider/engine/error";
import { mayHaveActed, meaningOf } from "../../../provider/engine/meaning";

test.each([
  ["POST", 404, "network x not found", "notFound", false],
  ["POST", 409, "network with name x already exists", "nameTaken", false],
  ["POST", 500, "rpc error: code = Unknown desc = name conflicts with an existing object", "nameTaken", false],
  ["POST", 500, "rpc error: code = Unknown desc = update out of sequence", "stale", false],
  ["POST", 400, "service needs ingress network, but no ingress network is present", "noIngress", false],
  ["DELETE", 400, "network x is in use by service y", "inUse", false],
  ["DELETE", 400, "node x is a cluster manager and is a member of the raft cluster", "stillManager", false],
  ["GET", 503, "This node is not a swarm manager.", "notManager", false],
  ["POST", 503, "The swarm does not have a leader.", "outcomeUnknown", true],
  ["GET", 500, "rpc error: code = Unavailable desc = connection error", "transient", true],
  ["POST", 503, "Timeout was reached before node joined", "transient", true],
  ["POST", 500, "something broke", "failed", true],
  ["POST", 400, "invalid", "refused", false],
] as const)("%s answered with %i %j means %s", (method, status, engineMessage, meaning, acted) => {
  const error = new EngineError({ method, path: "/x", status, engineMessage });
  expect([meaningOf(error), mayHaveActed(error)]).toEqual([meaning, acted]);
});

test.each([
  ["POST", "ECONNREFUSED", "unsent", false],
  ["POST", "ECONNRESET", "outcomeUnknown", true],
  ["GET", "ECONNRESET", "transient", true],
] as const)("%s without an answer because of %s means %s", (method, code, meaning, acted) => {
  const cause = Object.assign(new Error("no answer"), { code });
  const error = new EngineError({ method, path: "/x", status: undefined, engineMessage: "no answer", cause });
  expect([meaningOf(error), mayHaveActed(error)]).toEqual([meaning, acted]);
});

test("An error that is not the Engine's has no meaning, and the change may have been carried out", () => {
  expect([meaningOf(new Error("cancelled")), mayHaveActed(new Error("cancelled"))]).toEqual([undefined, true]);
});
