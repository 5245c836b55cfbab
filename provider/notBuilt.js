/* eslint-disable @typescript-eslint/no-require-imports, no-undef -- Node runs this file without compiling it. */
/**
 * Runs in the place of a plugin of a checkout that is not built: `node notBuilt.js MESSAGE`. It answers calls with the
 * message. The CLI says about a plugin that prints it and ends: "This is *always* a bug in the provider".
 *
 * Without a build there may be no packages, so this speaks as much of gRPC as an error needs.
 */
"use strict";
const { createServer } = require("node:http2");

const [message = ""] = process.argv.slice(2);

/** Codes of gRPC. */
const unimplemented = "12";
const failedPrecondition = "9";

/** Calls that the CLI makes before or after its own. If they fail, it reports that the plugin has crashed. */
const optional = /\/(Handshake|Cancel)$/;

/** A message with one field, the version: newer than any that a program demands, or else the CLI warns about it. */
const version = Buffer.from("999.0.0");
const info = Buffer.concat([Buffer.from([0, 0, 0, 0, version.length + 2, 0x0a, version.length]), version]);

/** Until then, the CLI ends a plugin itself. Later, the CLI has been killed. */
const graceMilliseconds = 5000;

const server = createServer();
server.on("stream", (stream, { ":path": call = "" }) => {
  const head = { ":status": 200, "content-type": "application/grpc" };
  if (call.endsWith("/GetPluginInfo")) {
    stream.respond(head, { waitForTrailers: true });
    stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.end(info);
    return;
  }
  const code = optional.test(call) ? unimplemented : failedPrecondition;
  stream.respond({ ...head, "grpc-status": code, "grpc-message": encodeURI(message) }, { endStream: true });
});
server.on("session", (session) => session.once("close", () => setTimeout(() => process.exit(), graceMilliseconds)));
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
