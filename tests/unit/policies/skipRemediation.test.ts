import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { AnalyzeRequest, RemediateResponse, Remediation } from "@pulumi/pulumi/proto/analyzer_pb";
import type { Method, Served } from "../../../policies/sdk/interceptServer";
import { skipRemediation } from "../../../policies/sdk/skipRemediation";

const service = AnalyzerService as unknown as Served["service"];

/** A method that answers with one remediation, named after the type of the resource. */
const remediate: Method = (call, callback) => {
  const remediation = new Remediation();
  remediation.setPolicyname((call.request as AnalyzeRequest).getType());
  const response = new RemediateResponse();
  response.setRemediationsList([remediation]);
  callback(null, response);
};

/** The policies that remediate a resource whose request gRPC reads and passes on. */
function remediationsOf(served: Served): string[] {
  const request = new AnalyzeRequest();
  request.setType("network");
  const names: string[] = [];
  const bytes = Buffer.from(request.serializeBinary());
  served.methods["remediate"]?.({ request: served.service["remediate"]?.requestDeserialize(bytes) }, (_, response) => {
    for (const one of (response as RemediateResponse).getRemediationsList()) names.push(one.getPolicyname());
  });
  return names;
}

test("While no policy remediates, the answer is empty and nothing reads the request", () => {
  let isNeeded = false;
  const served = skipRemediation(() => isNeeded, { service, methods: { remediate } });
  expect(remediationsOf(served)).toEqual([]);
  isNeeded = true;
  expect(remediationsOf(served)).toEqual(["network"]);
});

test("All other methods stay as they are", () => {
  const analyze: Method = () => undefined;
  const served = skipRemediation(() => false, { service, methods: { remediate, analyze } });
  expect(served.methods["analyze"]).toBe(analyze);
  expect(served.service["analyze"]).toBe(service["analyze"]);
  const without = { service: {}, methods: { analyze } };
  expect(skipRemediation(() => false, without)).toEqual(without);
});
