const { AsyncLocalStorage } = require("node:async_hooks");
const { TestEnvironment } = require("jest-environment-node");

const { run } = AsyncLocalStorage.prototype;
const opened = new Set();

AsyncLocalStorage.prototype.run = function (...args) {
  opened.add(this);
  return run.apply(this, args);
};

/**
 * The environment of unit tests. Jest and Pulumi's SDK open an AsyncLocalStorage for each test file and never close it.
 * Node 20 copies the open storages into each promise, so each file would be slower than the one before.
 */
module.exports = class UnitEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    // For tests/support/shared.
    this.global.loadOnce = (path) => require(path);
  }

  async teardown() {
    await super.teardown();
    for (const storage of opened) storage.disable();
    opened.clear();
  }
};
