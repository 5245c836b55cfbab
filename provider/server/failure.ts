import { Metadata, status, type ServiceError } from "@grpc/grpc-js";
import type { Secrets } from "../handler/properties";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { EngineError } from "../engine/error";
import { meaningOf } from "../engine/meaning";
import { PartialFailure } from "../handler/handler";
import { TimedOut } from "../reconcile/timedOut";
import { Cancelled } from "./operations";
import { encode, WireError } from "./wire";

/** A call that this provider does not serve, or not in this form. */
export class Refused extends Error {
  public constructor(
    message: string,
    public readonly code: status = status.UNIMPLEMENTED,
  ) {
    super(message);
    this.name = "Refused";
  }
}

/**
 * Converts an error to a gRPC error.
 *
 * @param scrub removes secrets from messages
 * @param secrets what is secret in the live object of a {@link PartialFailure}
 */
export function serviceError(error: unknown, scrub: (message: string) => string, secrets: Secrets): ServiceError {
  const words = scrub(error instanceof Error ? error.message : String(error));
  const metadata = new Metadata();
  if (error instanceof PartialFailure) {
    metadata.set("grpc-status-details-bin", initFailed(error, words, scrub, secrets));
  }
  return Object.assign(new Error(words), { code: codeOf(error), details: words, metadata });
}

const partialFailureCode = status.UNKNOWN;

/** To the CLI, UNKNOWN and INTERNAL mean "the resource may or may not exist", all others "nothing has changed". */
function codeOf(error: unknown): status {
  // Whatever its cause: grpc-go drops the details of a status whose two codes differ, and the CLI would forget the
  // object.
  if (error instanceof PartialFailure) return partialFailureCode;
  if (error instanceof TimedOut) return codeOf(error.cause);
  if (error instanceof Refused) return error.code;
  if (error instanceof WireError) return status.INVALID_ARGUMENT;
  if (isCancellation(error)) return status.CANCELLED;
  if (error instanceof EngineError && meaningOf(error) !== "outcomeUnknown") return status.FAILED_PRECONDITION;
  return status.UNKNOWN;
}

/** Whether an operation ended because the user cancelled, also when it has put back what it had removed. */
function isCancellation(error: unknown): boolean {
  return error instanceof Cancelled || (error instanceof Error && isCancellation(error.cause));
}

/** A google.rpc.Status whose detail makes the CLI keep the resource as it really is, marked as unfinished. */
function initFailed(
  failure: PartialFailure,
  words: string,
  scrub: (message: string) => string,
  secrets: Secrets,
): Buffer {
  const detail = new ErrorResourceInitFailed();
  detail.setId(failure.live.id);
  detail.setProperties(Struct.fromJavaScript(encode(failure.live.state, secrets)));
  detail.setInputs(Struct.fromJavaScript(encode(failure.live.inputs, secrets)));
  detail.setReasonsList(failure.reasons.map(scrub));
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const result = new Status();
  result.setCode(partialFailureCode);
  result.setMessage(words);
  result.addDetails(any);
  return Buffer.from(result.serializeBinary());
}
