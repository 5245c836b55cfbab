import { payloadHandler } from "./payloadHandler";
import type { PayloadType } from "./payloadType";
import type { ResourceHandler } from "../../handler/handler";

export const serviceConfigType: PayloadType = {
  token: "docker:index/serviceConfig:ServiceConfig",
  className: "ServiceConfig",
  kind: "config",
  collection: "configs",
  forms: [
    { property: "data", encoding: "base64" },
    { property: "dataRaw", encoding: "utf8" },
  ],
  readable: true,
};

/** `docker:index/serviceConfig:ServiceConfig`: what tasks find as a file anywhere; everybody who may use the Engine can read it. */
export const serviceConfigHandler: ResourceHandler = payloadHandler(serviceConfigType);
