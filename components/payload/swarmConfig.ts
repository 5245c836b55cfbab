import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { FileReferenceArgs } from "../service/fileReference";
import { labelList } from "../arguments/labels";
import type { FileOptions } from "./payload";
import { payloadRules } from "./payload";
import { Verification } from "../arguments/verification";

/** What a config of the swarm is made of: `text`, or `base64` for what is no text. */
export interface SwarmConfigArgs {
  /**
   * What the config holds, as text: 1 to 1,023,999 bytes of UTF-8. Another text makes a new config.
   *
   * @default - what `base64` stands for
   */
  readonly text?: pulumi.Input<string>;
  /**
   * What the config holds, as base64. Other bytes make a new config.
   *
   * @default - the bytes of `text`
   */
  readonly base64?: pulumi.Input<string>;
  /**
   * Labels of the config.
   *
   * @default - none
   */
  readonly labels?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
}

/**
 * A config of the swarm, which tasks find as a file. Who may use the Engine can read it: for what must not be read, use a SwarmSecret.
 *
 * Swarm cannot change what a config holds. When it shall hold something else, a new config is made, the services that
 * {@link mount} it move over in a rolling update, and the old one is removed. Its name ends in random digits, and not in a hash of what it
 * holds: a name gets around (logs, previews on pull requests), and a config with a password in it is a mistake that must not become a worse one.
 */
export class SwarmConfig extends pulumi.ComponentResource {
  /** Id of the config in the swarm. */
  public readonly id: pulumi.Output<string>;
  /** The same as `id`, which programs in other languages do not get from a component. */
  public readonly configId: pulumi.Output<string>;
  /** Name of the config in the swarm. */
  public readonly name: pulumi.Output<string>;
  /** Name of the file that tasks find it as, unless a mount says otherwise: the logical name, which stays when the config is rotated. */
  public readonly fileName: pulumi.Output<string>;

  public constructor(name: string, args: SwarmConfigArgs, opts?: pulumi.ComponentResourceOptions) {
    super("swarm:index:SwarmConfig", name, { ...args }, opts);
    const verified = new Verification(this, `SwarmConfig "${name}"`, args, payloadRules(name, "config"));
    const config = new docker.ServiceConfig(
      name,
      {
        // As text where it is text, so that a preview shows what changes in it.
        ...(args.text !== undefined && { dataRaw: verified.release(args.text, "text", "base64") }),
        ...(args.base64 !== undefined && { data: verified.release(args.base64, "text", "base64") }),
        labels: verified.release(labelList(args.labels), "labels"),
      },
      { parent: this },
    );

    this.id = config.id;
    this.configId = config.id;
    this.name = config.name;
    this.fileName = pulumi.output(name);
    this.registerOutputs({ id: this.id, configId: this.configId, name: this.name, fileName: this.fileName });
  }

  /** An entry for a service's `configs`: each of its tasks finds the config as a file, in the root folder if not told otherwise. */
  public mount(options: FileOptions = {}): FileReferenceArgs {
    return { id: this.id, name: this.name, fileName: this.fileName, ...options };
  }
}
