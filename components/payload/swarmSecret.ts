import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { FileReferenceArgs } from "../service/fileReference";
import { checkedArgs, registeredArgs } from "../arguments/checkedArgs";
import { whenResolved } from "../arguments/inputs";
import { ignoredChanges } from "../arguments/ignoredChanges";
import { labelList } from "../arguments/labels";
import type { StackScopeArgs } from "../arguments/stackScope";
import { scopeOf, withStackLabels } from "../arguments/stackScope";
import { ExistingFile } from "./existingFile";
import type { FileOptions } from "./payload";
import { payloadDescription, placeInStack, templating } from "./payload";

const places = {
  whole: { text: "data", base64: "data", labels: "labels", name: "name", templateDriver: "templateDriver" },
};

/** The arguments of a {@link SwarmSecret}. Its content is `text`, or `base64` for content that is not text. */
export interface SwarmSecretArgs {
  /**
   * The stack that the secret is part of. A SwarmStack can stand for it. Without `name`, the name begins with that of
   * the stack and an underscore.
   *
   * @default - none
   */
  readonly stack?: pulumi.Input<StackScopeArgs>;
  /**
   * Name in the swarm. With a fixed name, the content cannot change while a service uses the secret: the preview
   * refuses the change. A change of the name replaces the secret.
   *
   * @default - the logical name, a hyphen and 7 random hexadecimal digits
   */
  readonly name?: pulumi.Input<string>;
  /**
   * The content as text, 1 to 511,999 bytes of UTF-8. A change replaces the secret.
   *
   * @default - the content of `base64`
   */
  readonly text?: pulumi.Input<string>;
  /**
   * The content as base64, e.g. of a binary key. A change of the bytes replaces the secret.
   *
   * @default - the content of `text`
   */
  readonly base64?: pulumi.Input<string>;
  /**
   * What evaluates the content as a template for each task, with placeholders like those of `docker service create`:
   * `golang`. A change replaces the secret. Requires this project's provider.
   *
   * @default - none: the content is not a template
   */
  readonly templateDriver?: pulumi.Input<string>;
  /**
   * Labels of the secret. They are changed in place.
   *
   * @default - none
   */
  readonly labels?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
}

/**
 * A secret of the swarm, which tasks get as a file.
 *
 * Swarm cannot change the content of a secret. When the content changes, a new secret is created, the services that
 * mount it are updated, and the old one is deleted. The name ends in random digits, because a hash of the
 * content would let everyone who sees the name test guesses.
 *
 * @example
 * import * as pulumi from "@pulumi/pulumi";
 * import { SwarmSecret, SwarmService } from "pulumi-swarm-networking";
 *
 * const password = new SwarmSecret("db-password", { text: new pulumi.Config().requireSecret("dbPassword") });
 *
 * new SwarmService("db", {
 *   image: "postgres:17.6",
 *   env: { POSTGRES_PASSWORD_FILE: "/run/secrets/db-password" },
 *   secrets: [password.mount({ mode: 0o400 })],
 * });
 */
export class SwarmSecret extends pulumi.ComponentResource {
  /** Id of the secret in the swarm. */
  public readonly id: pulumi.Output<string>;
  /** The same as `id`, which programs in other languages do not get from a component. */
  public readonly secretId: pulumi.Output<string>;
  /** Name of the secret in the swarm. */
  public readonly name: pulumi.Output<string>;
  /** Default name of the file in tasks: the logical name, which does not change when the content does. */
  public readonly fileName: pulumi.Output<string>;

  public constructor(name: string, args: SwarmSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    const scope = scopeOf(args.stack);
    const { logicalName, fileName } = placeInStack(name, scope);
    const description = payloadDescription(name, "secret", scope);
    super("swarm:index:SwarmSecret", name, registeredArgs(args, description), opts);
    const checked = checkedArgs(this, `SwarmSecret "${name}"`, args, description);
    const { name: fixedName, labels } = checked;
    const secret = new docker.Secret(
      logicalName,
      {
        ...(fixedName !== undefined && { name: fixedName }),
        data: dataOf(checked),
        labels: labelList(scope === undefined ? labels : withStackLabels(labels, scope.name)),
      },
      {
        parent: this,
        ...ignoredChanges(this, `SwarmSecret "${name}"`, opts, places),
        ...templating(this, `SwarmSecret "${name}"`, checked.templateDriver),
      },
    );

    this.id = secret.id;
    this.secretId = secret.id;
    this.name = secret.name;
    this.fileName = pulumi.output(fileName);
    this.registerOutputs({ id: this.id, secretId: this.secretId, name: this.name, fileName: this.fileName });
  }

  /**
   * A secret of the swarm that this program does not create. It is looked up when the program runs, once, and the
   * program fails if there is none. The stack of a service does not change its name. Requires this project's provider.
   *
   * @example
   * import { SwarmSecret, SwarmService } from "pulumi-swarm-networking";
   *
   * const shared = SwarmSecret.existing("shared");
   *
   * new SwarmService("api", { image: "registry.example.com/shop/api:1.4.2", secrets: [shared] });
   *
   * @param name in the swarm, or id
   */
  public static existing(name: string, opts?: pulumi.CustomResourceOptions): ExistingFile {
    return new ExistingFile(docker.Secret.get(name, name, undefined, opts));
  }

  /** An entry for the `secrets` of a service: each task gets the secret as a file. */
  public mount(options: FileOptions = {}): FileReferenceArgs {
    return { id: this.id, name: this.name, fileName: this.fileName, ...options };
  }
}

/** The content in the form of the docker package. */
function dataOf({ text, base64 }: SwarmSecretArgs): pulumi.Input<string> {
  return whenResolved({ text, base64 }, (content) =>
    content.text === undefined ? (content.base64 ?? "") : Buffer.from(content.text).toString("base64"),
  );
}
