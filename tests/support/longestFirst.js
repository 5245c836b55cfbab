const { basename } = require("node:path");
const { default: Sequencer } = require("@jest/test-sequencer");

/**
 * Seconds that the files in tests/live take on two labs and two idle cores. Only their order matters: update a line if
 * a file has become much slower or faster.
 */
const seconds = {
  fire: 366,
  publicReports: 309,
  shop: 266,
  handover: 242,
  robust: 192,
  adoptTakeover: 189,
  adoptCompose: 178,
  importedOverlay: 164,
  zeroValues: 158,
  ingress: 155,
  swarmNode: 139,
  replacement: 136,
  serviceFailures: 131,
  stateBackends: 119,
  policyRedeploy: 119,
  service: 114,
  preview: 95,
  guide: 89,
  installedPackage: 88,
  ingressSuspension: 88,
  importCommand: 80,
  hosts: 79,
  reviewStacks: 79,
  pipeline: 77,
  randomPrograms: 74,
  serviceEndpoint: 67,
  updatePlan: 65,
  network: 64,
  traffic: 61,
  gatewayBridge: 58,
  adoptSwarm: 54,
  policyBypass: 52,
  job: 46,
  autoscaler: 46,
  readOnlyPreview: 45,
  audit: 42,
  policyLanguages: 40,
  credentials: 40,
  bothPlugins: 39,
  secret: 38,
  earlierState: 38,
  randomImports: 35,
  officialPlugin: 32,
  get: 31,
  stack: 31,
  secretImport: 26,
  import: 26,
  previewService: 26,
  lookups: 22,
  diffText: 18,
  languages: 18,
  policyConfiguration: 14,
  policies: 12,
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
