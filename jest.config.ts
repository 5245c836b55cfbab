/** @jest-config-loader-options {"transpileOnly": true} */
import type { Config } from "jest";

const base = {
  testEnvironment: "node",
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
  resolver: "<rootDir>/tests/support/sdk/resolve.js",
  modulePathIgnorePatterns: ["<rootDir>/dist", "<rootDir>/.lab", "<rootDir>/.tools", "<rootDir>/.state"],
} satisfies Config;

const bundled = { ...base, globalSetup: "<rootDir>/tests/support/bundleFirst.ts" } satisfies Config;

/**
 * Live tests of one worker share a swarm and its ingress, and each further worker needs a lab of its own: tools/test
 * starts them. For a lab that you started, pass --runInBand.
 */
const live = { ...bundled, testEnvironment: "<rootDir>/tests/support/liveEnvironment.ts" } satisfies Config;

/** Each kind of test is a project: `npx jest --selectProjects unit`. */
const config: Config = {
  // Cases of one table wait more than they compute (test.concurrent).
  maxConcurrency: 32,
  // Only ends a test that hangs: how long one takes depends on what else the machine does. Longer tests say so.
  testTimeout: 300_000,
  testSequencer: "<rootDir>/tests/support/longestFirst.js",
  projects: [
    {
      ...base,
      displayName: "unit",
      testMatch: ["<rootDir>/tests/unit/**/*.test.ts"],
      testEnvironment: "<rootDir>/tests/support/unitEnvironment.js",
      resolver: "<rootDir>/tests/support/shared/resolve.js",
    },
    { ...base, displayName: "package", testMatch: ["<rootDir>/tests/package/**/*.test.ts"] },
    { ...bundled, displayName: "provider", testMatch: ["<rootDir>/tests/provider/**/*.test.ts"] },
    { ...live, displayName: "live", testMatch: ["<rootDir>/tests/live/**/*.test.ts"] },
    { ...live, displayName: "kernel", testMatch: ["<rootDir>/tests/kernel/**/*.test.ts"] },
  ],
};

export default config;
