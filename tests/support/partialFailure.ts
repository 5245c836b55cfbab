import type { ServiceError } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { WireObject } from "../../provider/server/wire";

/** What the CLI is told of a resource that exists but is not finished. */
export interface PartialFailureDetail {
  readonly id: string;
  readonly reasons: string[];
  readonly inputs: WireObject | undefined;
  readonly state: WireObject | undefined;
}

/** The detail of an error by which the CLI keeps a resource in its state; `undefined` when the error has none. */
export function partialFailure(failure: ServiceError): PartialFailureDetail | undefined {
  const [encoded] = failure.metadata.get("grpc-status-details-bin");
  if (encoded === undefined) return undefined;
  const packed = Status.deserializeBinary(new Uint8Array(encoded as Buffer));
  // grpc-go, with which the CLI is built, drops the details when the two codes differ.
  expect(packed.getCode()).toBe(failure.code);
  const [any] = packed.getDetailsList();
  const detail = ErrorResourceInitFailed.deserializeBinary(any?.getValue_asU8() ?? new Uint8Array());
  return {
    id: detail.getId(),
    reasons: detail.getReasonsList(),
    inputs: detail.getInputs()?.toJavaScript(),
    state: detail.getProperties()?.toJavaScript(),
  };
}
