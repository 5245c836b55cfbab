/**
 * The picture of docs/design.md: the folders that each folder may import, besides itself.
 *
 * @type {Record<string, readonly string[]>}
 */
const layers = {
  swarm: [],
  components: ["swarm"],
  policies: ["swarm"],
  provider: ["swarm"],
  cli: [],
  inspect: ["swarm", "provider", "cli"],
  audit: ["swarm", "provider", "policies", "cli"],
  adopt: ["swarm", "components", "provider", "cli"],
  report: ["swarm", "provider", "cli", "inspect"],
};

/**
 * The order inside a layer, from the bottom up: a folder may import those before it, never those after it.
 *
 * @type {Record<string, readonly string[]>}
 */
const orders = {
  adopt: ["model", "(compose|swarm|program|takeover)"],
  report: ["preview", "content", "formats"],
  components: ["arguments", "service", "(network|node|payload)", "stack", "plugin"],
  provider: [
    "trace",
    "engine",
    "journal",
    "handler",
    "configuration",
    "mapping",
    "reconcile",
    "inspection",
    "preview",
    "resources",
    "lookups",
    "schema",
    "(server|documentation)",
  ],
};

/** Folders that are still in a cycle. Remove a line as soon as its cycle is gone; never add one. */
const cyclicFiles = ["tests/support/fakeEngine/"];
const cyclicFolders = ["policies/(facts|rule|unknowns)"];

const anyLayer = Object.keys(layers).join("|");

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-import-cycle",
      comment: "Move what both files need to a file below both.",
      severity: "error",
      from: { pathNot: cyclicFiles },
      to: { circular: true },
    },
    {
      name: "no-folder-cycle",
      comment: "Move what both folders need to a folder below both.",
      severity: "error",
      scope: "folder",
      from: { pathNot: cyclicFolders },
      to: { circular: true },
    },
    ...Object.entries(layers).map(([folder, below]) => ({
      name: `${folder}-imports-only-layers-below`,
      comment: `${folder}/ may import: ${below.join(", ") || "no other layer"}. See docs/design.md.`,
      severity: "error",
      from: { path: `^${folder}/` },
      to: { path: "^[^/]+/", pathNot: `^(node_modules|${[folder, ...below].join("|")})/`, dependencyTypes: ["local"] },
    })),
    ...Object.entries(orders).flatMap(([parent, folders]) =>
      folders.slice(0, -1).map((folder, index) => ({
        name: `${parent}-${folder}-imports-only-folders-below`,
        comment: `The order inside ${parent}/, from the bottom up: ${folders.join(", ")}.`,
        severity: "error",
        from: { path: `^${parent}/${folder}/` },
        to: { path: `^${parent}/((${folders.slice(index + 1).join("|")})/|[^/]+$)` },
      })),
    ),
    ...Object.entries(orders).map(([parent, folders]) => ({
      name: `${parent}-folder-has-a-place-in-the-order`,
      comment: "Add the folder to `orders` in .dependency-cruiser.mjs.",
      severity: "error",
      from: { path: `^${parent}/[^/]+/`, pathNot: `^${parent}/(${folders.join("|")})/` },
      to: {},
    })),
    {
      name: "only-the-engine-client-opens-connections",
      comment: "Call the Docker Engine through provider/engine/.",
      severity: "error",
      // notBuilt.js answers the CLI.
      from: { path: `^(${anyLayer})/`, pathNot: "^provider/(engine/|notBuilt[.]js$)" },
      to: { path: "^(node:)?(https?|http2|tls|dgram)$", dependencyTypes: ["core"] },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|[.]lab|[.]tools|[.]state)/" },
    cache: { folder: "node_modules/.cache/dependency-cruiser", strategy: "content" },
  },
};
