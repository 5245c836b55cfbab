import { payloadTable, type PayloadForm } from "../../mapping/payload/payload";
import { payloadHandler } from "./payloadHandler";
import type { PayloadType } from "./payloadType";
import type { ResourceHandler } from "../../handler/handler";

const forms: readonly PayloadForm[] = [
  { property: "data", encoding: "base64" },
  { property: "dataRaw", encoding: "utf8" },
];

export const serviceConfigType: PayloadType = {
  token: "docker:index/serviceConfig:ServiceConfig",
  className: "ServiceConfig",
  kind: "config",
  collection: "configs",
  table: payloadTable("config", forms),
  forms,
  readable: true,
};

/** `docker:index/serviceConfig:ServiceConfig`: a file for tasks, at any path. Every user of the Engine can read it. */
export const serviceConfigHandler: ResourceHandler = payloadHandler(serviceConfigType);
