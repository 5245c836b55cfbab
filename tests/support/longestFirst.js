const { basename } = require("node:path");
const { default: Sequencer } = require("@jest/test-sequencer");

/**
 * Seconds that the files in tests/live take on three labs and two idle cores. Only their order matters: update a line
 * if a file has become much slower or faster.
 */
const seconds = {
  fire: 480,
  adoptCompose: 283,
  handover: 243,
  publicReports: 220,
  zeroValues: 219,
  robust: 203,
  adoptTakeover: 187,
  shop: 175,
  swarmNode: 161,
  replacement: 128,
  serviceFailures: 114,
  service: 104,
  preview: 100,
  installedPackage: 89,
  policyRedeploy: 86,
  stateBackends: 85,
  hosts: 78,
  guide: 75,
  importedOverlay: 73,
  ingress: 67,
  replacementObstacles: 67,
  pipeline: 66,
  policyBypass: 65,
  updatePlan: 64,
  importCommand: 63,
  randomPrograms: 62,
  adoptSwarm: 62,
  ingressSuspension: 58,
  readOnlyPreview: 56,
  gatewayBridge: 54,
  network: 45,
  traffic: 41,
  policyLanguages: 39,
  job: 38,
  credentials: 38,
  serviceEndpoint: 34,
  randomImports: 32,
  officialPlugin: 32,
  reviewStacks: 29,
  secret: 27,
  stack: 27,
  get: 25,
  autoscaler: 23,
  previewService: 23,
  lookups: 21,
  languages: 19,
  audit: 18,
  import: 18,
  policyConfiguration: 17,
  secretImport: 15,
  policies: 14,
  bothPlugins: 13,
  earlierState: 10,
  diffText: 9,
};

/**
 * The order in which Jest starts test files. A long file that starts last would run alone, while the other labs are
 * idle. Jest itself sorts by the durations of former runs, which a new checkout does not have, and by file size. Live
 * tests start in the order of the table above, after files that it does not have. Other tests keep Jest's order.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => secondsOf(b) - secondsOf(a));
  }
};

function secondsOf({ path, context }) {
  const recorded = context.config.displayName?.name === "live" ? seconds[basename(path, ".test.ts")] : undefined;
  return recorded ?? Number.MAX_VALUE;
}
