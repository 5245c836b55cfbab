"use strict";
// `node standInPlugin.js VERSION` stands for the official docker plugin, which the tests cannot download. It accepts
// every resource, and the ids of what it "creates" contain its version.
const process = require("node:process");
const { provider } = require("@pulumi/pulumi");

const [version, ...args] = process.argv.slice(2);

void provider.main(
  {
    version,
    create: (urn, inputs) => Promise.resolve({ id: `created-by-plugin-${version}`, outs: inputs }),
  },
  args,
);
