const sdk = require("@pulumi/pulumi/runtime/debuggable");

/**
 * Replaces a module of Pulumi's SDK in Jest. The SDK keeps a stack trace with each promise for a report about leaks,
 * and Jest maps every line of it to a source. The tests get no trace.
 */
module.exports = {
  ...sdk,
  debuggablePromise(promise, context) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return sdk.debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  },
};
