const { existsSync } = require("node:fs");
const { join } = require("node:path");
const resolve = require("../sdk/resolve.js");

/**
 * Resolves a module for unit tests. If this project imports a large library that has a file in this folder, all test
 * files of a process share the library: Jest would compile it again for each. Only libraries without a state of their
 * own belong here, and none that uses `instanceof` on what it gets, because a test file has its own `Array`.
 */
module.exports = (path, options) => {
  const shared = join(__dirname, `${path}.js`);
  const isShared = !/^[./]/.test(path) && !options.basedir.includes("/node_modules/") && existsSync(shared);
  return isShared ? shared : resolve(path, options);
};
