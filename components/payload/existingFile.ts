import type * as pulumi from "@pulumi/pulumi";
import type { FileReferenceArgs } from "../service/fileReference";
import type { FileOptions } from "./payload";

/**
 * A secret or config of the swarm that this program does not create: `external: true` of a compose file. It can stand
 * for its `mount()` among the secrets or configs of a service.
 */
export class ExistingFile {
  /** Id of the secret or config. */
  public readonly id: pulumi.Output<string>;
  /** Name of the secret or config in the swarm, which is also the default name of the file in tasks. */
  public readonly name: pulumi.Output<string>;

  /** @param found the secret or config as the program reads it, e.g. by `docker.Secret.get` */
  public constructor({ id, name }: { readonly id: pulumi.Output<string>; readonly name: pulumi.Output<string> }) {
    this.id = id;
    this.name = name;
  }

  /** An entry for the `secrets` or `configs` of a service: each task gets the content as a file. */
  public mount(options: FileOptions = {}): FileReferenceArgs {
    return { id: this.id, name: this.name, ...options };
  }
}
