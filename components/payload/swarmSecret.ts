import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { FileReferenceArgs } from "../service/fileReference";
import { whenResolved } from "../arguments/inputs";
import { labelList } from "../arguments/labels";
import type { FileOptions } from "./payload";
import { payloadRules } from "./payload";
import { Verification } from "../arguments/verification";

/** What a secret of the swarm is made of: `text`, or `base64` for what is no text. */
export interface SwarmSecretArgs {
  /**
   * What the secret holds, as text: 1 to 511,999 bytes of UTF-8. Another text makes a new secret.
   *
   * @default - what `base64` stands for
   */
  readonly text?: pulumi.Input<string>;
  /**
   * What the secret holds, as base64: a key or certificate that is not text. Other bytes make a new secret.
   *
   * @default - the bytes of `text`
   */
  readonly base64?: pulumi.Input<string>;
  /**
   * Labels of the secret.
   *
   * @default - none
   */
  readonly labels?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
}

/**
 * A secret of the swarm, which tasks find as a file.
 *
 * Swarm cannot change what a secret holds. When it shall hold something else, a new secret is made, the services that
 * {@link mount} it move over in a rolling update, and the old one is removed. Its name ends in random digits: a hash of what it holds would
 * let everybody who sees the name test guesses.
 */
export class SwarmSecret extends pulumi.ComponentResource {
  /** Id of the secret in the swarm. */
  public readonly id: pulumi.Output<string>;
  /** The same as `id`, which programs in other languages do not get from a component. */
  public readonly secretId: pulumi.Output<string>;
  /** Name of the secret in the swarm. */
  public readonly name: pulumi.Output<string>;
  /** Name of the file that tasks find it as, unless a mount says otherwise: the logical name, which stays when the secret is rotated. */
  public readonly fileName: pulumi.Output<string>;

  public constructor(name: string, args: SwarmSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    // The component's inputs are kept in the state as well.
    const hidden = { ...args, text: secretOf(args.text), base64: secretOf(args.base64) };
    super("swarm:index:SwarmSecret", name, hidden, opts);
    const verified = new Verification(this, `SwarmSecret "${name}"`, args, payloadRules(name, "secret"));
    const secret = new docker.Secret(
      name,
      {
        data: verified.release(secretOf(dataOf(args)), "text", "base64"),
        labels: verified.release(labelList(args.labels), "labels"),
      },
      { parent: this },
    );

    this.id = secret.id;
    this.secretId = secret.id;
    this.name = secret.name;
    this.fileName = pulumi.output(name);
    this.registerOutputs({ id: this.id, secretId: this.secretId, name: this.name, fileName: this.fileName });
  }

  /** An entry for a service's `secrets`: each of its tasks finds the secret as a file. */
  public mount(options: FileOptions = {}): FileReferenceArgs {
    return { id: this.id, name: this.name, fileName: this.fileName, ...options };
  }
}

/** What it holds, in the docker package's form. */
function dataOf({ text, base64 }: SwarmSecretArgs): pulumi.Input<string> {
  return whenResolved({ text, base64 }, (given) =>
    given.text === undefined ? (given.base64 ?? "") : Buffer.from(given.text).toString("base64"),
  );
}

function secretOf<T>(value: pulumi.Input<T>): pulumi.Output<T>;
function secretOf<T>(value: pulumi.Input<T> | undefined): pulumi.Output<T> | undefined;
function secretOf<T>(value: pulumi.Input<T> | undefined): pulumi.Output<T> | undefined {
  return value === undefined ? undefined : (pulumi.secret(value) as pulumi.Output<T>);
}
