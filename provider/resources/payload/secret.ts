import { payloadTable, type PayloadForm } from "../../mapping/payload/payload";
import { payloadHandler } from "./payloadHandler";
import type { PayloadType } from "./payloadType";
import type { ResourceHandler } from "../../handler/handler";

const forms: readonly PayloadForm[] = [{ property: "data", encoding: "base64" }];

export const secretType: PayloadType = {
  token: "docker:index/secret:Secret",
  className: "Secret",
  kind: "secret",
  collection: "secrets",
  table: payloadTable("secret", forms),
  forms,
  readable: false,
};

/**
 * `docker:index/secret:Secret`: a file under /run/secrets of the tasks. The swarm's managers store it encrypted.
 *
 * The Engine never shows the data of a secret. So a read keeps the data of the state, and an import has none. When the
 * program gives the data later, the Engine compares it with its own.
 */
export const secretHandler: ResourceHandler = payloadHandler(secretType);
