import {
  AnalyzeDiagnostic,
  AnalyzeRequest,
  AnalyzeResponse,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import type { Method } from "../../../policies/sdk/interceptServer";
import { evaluateDeployed } from "../../../policies/sdk/evaluateDeployed";

/** What the rules about a resource report, by its URN. */
type Verdicts = Readonly<Record<string, readonly string[]>>;

/** Shows a pack resources, which ignore changes, before and at the end; returns what it reports at the end. */
async function atEnd(before: Verdicts, deployed: Verdicts): Promise<string[]> {
  let verdicts = before;
  const analyze: Method = (call, callback) => {
    callback(null, answer(verdicts[(call.request as AnalyzeRequest).getUrn()] ?? []));
  };
  const analyzeStack: Method = (_, callback) => {
    callback(null, answer(["stack"]));
  };
  const methods = evaluateDeployed(
    (resource) => (resource.getOptions()?.getIgnorechangesList().length ?? 0) > 0,
    (_, run) => run(),
    { analyze, analyzeStack },
  );
  for (const urn of Object.keys(before)) {
    const request = new AnalyzeRequest();
    request.setUrn(urn);
    await ask(methods["analyze"], request);
  }
  verdicts = deployed;
  const request = new AnalyzeStackRequest();
  request.setResourcesList(Object.keys(deployed).map(resource));
  const found = await ask(methods["analyzeStack"], request);
  return found.map((one) => `${one.getUrn()} ${one.getPolicyname()}`.trim());
}

function resource(urn: string): AnalyzerResource {
  const options = new AnalyzerResourceOptions();
  options.setIgnorechangesList(urn.startsWith("plain") ? [] : ["options"]);
  const shown = new AnalyzerResource();
  shown.setUrn(urn);
  shown.setOptions(options);
  return shown;
}

function answer(rules: readonly string[]): AnalyzeResponse {
  const response = new AnalyzeResponse();
  response.setDiagnosticsList(
    rules.map((rule) => {
      const diagnostic = new AnalyzeDiagnostic();
      diagnostic.setPolicyname(rule);
      return diagnostic;
    }),
  );
  return response;
}

function ask(method: Method | undefined, request: object): Promise<AnalyzeDiagnostic[]> {
  return new Promise((resolve) => {
    method?.({ request }, (_, response) => {
      resolve((response as AnalyzeResponse).getDiagnosticsList());
    });
  });
}

test("A fault that only the deployed values show is reported at the end, with its resource", async () => {
  expect(await atEnd({ a: [], b: [] }, { a: ["subnet"], b: [] })).toEqual(["stack", "a subnet"]);
});

test("A fault that was reported before is not reported again", async () => {
  expect(await atEnd({ a: ["subnet"], b: [] }, { a: ["subnet", "encryption"], b: ["subnet"] })).toEqual([
    "stack",
    "a encryption",
    "b subnet",
  ]);
});

test("A resource without ignoreChanges is evaluated once", async () => {
  expect(await atEnd({ plain: [] }, { plain: ["subnet"] })).toEqual(["stack"]);
});
