import type { ServiceError } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { WireObject } from "../../provider/server/wire";

/** What the provider reports to the CLI about a resource that exists but is not finished. */
export interface PartialFailureDetail {
  readonly id: string;
  readonly reasons: string[];
  readonly inputs: WireObject | undefined;
  readonly state: WireObject | undefined;
}

/** The error detail that makes the CLI keep a resource in its state; `undefined` if the error does not have it. */
export function partialFailure(failure: ServiceError): PartialFailureDetail | undefined {
  const [encoded] = failure.metadata.get("grpc-status-details-bin");
  if (encoded === undefined) return undefined;
  const packed = Status.deserializeBinary(new Uint8Array(encoded as Buffer));
  // The CLI uses grpc-go, which drops the details if the two codes differ.
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
