import type { PayloadKind } from "../../../swarm/payload";
import type { PayloadCollection } from "../../engine/types";
import type { PayloadForm } from "../../mapping/payload/payload";

/** What tells the two kinds of objects apart that Swarm hands to tasks as files. */
export interface PayloadType {
  /** E.g. `docker:index/secret:Secret`. */
  readonly token: string;
  /** E.g. `Secret`. */
  readonly className: string;
  readonly kind: PayloadKind;
  readonly collection: PayloadCollection;
  /** The inputs that can say what it holds, the usual one first. */
  readonly forms: readonly PayloadForm[];
  /** Whether the Engine shows what it holds. */
  readonly readable: boolean;
}
