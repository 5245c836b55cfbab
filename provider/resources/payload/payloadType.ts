import type { PayloadKind } from "../../../swarm/payload";
import type { PayloadCollection } from "../../engine/types";
import type { Field } from "../../mapping/fields/field";
import type { PayloadForm } from "../../mapping/payload/payload";

/** One of the two kinds of objects that Swarm gives to tasks as files: secrets and configs. */
export interface PayloadType {
  /** E.g. `docker:index/secret:Secret`. */
  readonly token: string;
  /** E.g. `Secret`. */
  readonly className: string;
  readonly kind: PayloadKind;
  readonly collection: PayloadCollection;
  readonly table: Field;
  /** The inputs that give the data, the usual one first. */
  readonly forms: readonly PayloadForm[];
  /** Whether the Engine shows the data. */
  readonly readable: boolean;
}
