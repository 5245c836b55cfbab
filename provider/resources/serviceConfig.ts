import { payloadHandler } from "./payloadHandler";
import type { ResourceHandler } from "./resource";

/** `docker:index/serviceConfig:ServiceConfig`: what tasks find as a file anywhere; everybody who may use the Engine can read it. */
export const serviceConfigHandler: ResourceHandler = payloadHandler({
  token: "docker:index/serviceConfig:ServiceConfig",
  className: "ServiceConfig",
  kind: "config",
  collection: "configs",
  forms: [
    { property: "data", encoding: "base64" },
    { property: "dataRaw", encoding: "utf8" },
  ],
  readable: true,
});
