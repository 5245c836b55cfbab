import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { FileReferenceArgs } from "../service/fileReference";
import { checkedArgs, registeredArgs } from "../arguments/checkedArgs";
import { ignoredChanges } from "../arguments/ignoredChanges";
import { labelList } from "../arguments/labels";
import type { StackScopeArgs } from "../arguments/stackScope";
import { scopeOf, withStackLabels } from "../arguments/stackScope";
import { ExistingFile } from "./existingFile";
import type { FileOptions } from "./payload";
import { payloadDescription, placeInStack, templating } from "./payload";

const places = {
  whole: { text: "dataRaw", base64: "data", labels: "labels", name: "name", templateDriver: "templateDriver" },
};

/** The arguments of a {@link SwarmConfig}. Its content is `text`, or `base64` for content that is not text. */
export interface SwarmConfigArgs {
  /**
   * The stack that the config is part of. A SwarmStack can stand for it. Without `name`, the name begins with that of
   * the stack and an underscore.
   *
   * @default - none
   */
  readonly stack?: pulumi.Input<StackScopeArgs>;
  /**
   * Name in the swarm. With a fixed name, the content cannot change while a service uses the config: the preview
   * refuses the change. A change of the name replaces the config.
   *
   * @default - the logical name, a hyphen and 7 random hexadecimal digits
   */
  readonly name?: pulumi.Input<string>;
  /**
   * The content as text, 1 to 1,023,999 bytes of UTF-8. A change replaces the config.
   *
   * @default - the content of `base64`
   */
  readonly text?: pulumi.Input<string>;
  /**
   * The content as base64. A change of the bytes replaces the config.
   *
   * @default - the content of `text`
   */
  readonly base64?: pulumi.Input<string>;
  /**
   * What evaluates the content as a template for each task, with placeholders like those of `docker service create`:
   * `golang`. A change replaces the config. Requires this project's provider.
   *
   * @default - none: the content is not a template
   */
  readonly templateDriver?: pulumi.Input<string>;
  /**
   * Labels of the config. They are changed in place.
   *
   * @default - none
   */
  readonly labels?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
}

/**
 * A config of the swarm, which tasks get as a file. Everyone who can use the Docker API can read it: use a SwarmSecret
 * for confidential content.
 *
 * Swarm cannot change the content of a config. When the content changes, a new config is created, the services that
 * mount it are updated, and the old one is deleted. The name ends in random digits, not in a hash of the
 * content: names appear in logs and in previews on pull requests, where a hash would let readers test guesses of a
 * password that is in a config by mistake.
 *
 * @example
 * import { SwarmConfig, SwarmService } from "pulumi-swarm-networking";
 *
 * const site = new SwarmConfig("site", { text: "server { listen 8080; }" });
 *
 * new SwarmService("web", {
 *   image: "nginx:1.29",
 *   configs: [site.mount({ fileName: "/etc/nginx/conf.d/site.conf" })],
 * });
 */
export class SwarmConfig extends pulumi.ComponentResource {
  /** Id of the config in the swarm. */
  public readonly id: pulumi.Output<string>;
  /** The same as `id`, which programs in other languages do not get from a component. */
  public readonly configId: pulumi.Output<string>;
  /** Name of the config in the swarm. */
  public readonly name: pulumi.Output<string>;
  /** Default name of the file in tasks: the logical name, which does not change when the content does. */
  public readonly fileName: pulumi.Output<string>;

  public constructor(name: string, args: SwarmConfigArgs, opts?: pulumi.ComponentResourceOptions) {
    const scope = scopeOf(args.stack);
    const { logicalName, fileName } = placeInStack(name, scope);
    const description = payloadDescription(name, "config", scope);
    super("swarm:index:SwarmConfig", name, registeredArgs(args, description), opts);
    const checked = checkedArgs(this, `SwarmConfig "${name}"`, args, description);
    const { name: fixedName, text, base64, labels } = checked;
    const config = new docker.ServiceConfig(
      logicalName,
      {
        ...(fixedName !== undefined && { name: fixedName }),
        // Text stays text, so that a preview shows what changes in it.
        ...(text !== undefined && { dataRaw: text }),
        ...(base64 !== undefined && { data: base64 }),
        labels: labelList(scope === undefined ? labels : withStackLabels(labels, scope.name)),
      },
      {
        parent: this,
        ...ignoredChanges(this, `SwarmConfig "${name}"`, opts, places),
        ...templating(this, `SwarmConfig "${name}"`, checked.templateDriver),
      },
    );

    this.id = config.id;
    this.configId = config.id;
    this.name = config.name;
    this.fileName = pulumi.output(fileName);
    this.registerOutputs({ id: this.id, configId: this.configId, name: this.name, fileName: this.fileName });
  }

  /**
   * A config of the swarm that this program does not create. It is looked up when the program runs, once, and the
   * program fails if there is none. The stack of a service does not change its name. Requires this project's provider.
   *
   * @example
   * import { SwarmConfig, SwarmService } from "pulumi-swarm-networking";
   *
   * const shared = SwarmConfig.existing("shared");
   *
   * new SwarmService("api", { image: "registry.example.com/shop/api:1.4.2", configs: [shared] });
   *
   * @param name in the swarm, or id
   */
  public static existing(name: string, opts?: pulumi.CustomResourceOptions): ExistingFile {
    return new ExistingFile(docker.ServiceConfig.get(name, name, undefined, opts));
  }

  /** An entry for the `configs` of a service: each task gets the config as a file, by default in the root folder. */
  public mount(options: FileOptions = {}): FileReferenceArgs {
    return { id: this.id, name: this.name, fileName: this.fileName, ...options };
  }
}
