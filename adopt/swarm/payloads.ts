import { findSecretInText } from "../../swarm/secrets/findSecret";
import { stackLabel } from "../../swarm/stack";
import type { Payload } from "../../provider/engine/types";
import type { AdoptedComponent, Value } from "../model/project";
import { FileExpression } from "../model/project";
import type { ReadComponent } from "./networks";
import type { Scope } from "./scope";
import { isMemberOf, isRead, logicalNameOf } from "./scope";

/**
 * The secrets that services of the scope use, by name: the Engine does not return their content, so the program cannot
 * create them.
 */
export function readSecrets(secrets: readonly Payload[], used: ReadonlySet<string>): ReadComponent[] {
  return secrets
    .filter(({ ID }) => used.has(ID))
    .map(({ Spec: { Name } }) => ({ component: existing("SwarmSecret", Name), remarks: [] }));
}

/**
 * The configs of the scope with their content, and the other ones that its services use by name. A config whose content
 * looks secret is used by name as well, so that no file of the project has it.
 */
export function readConfigs(configs: readonly Payload[], scope: Scope, used: ReadonlySet<string>): ReadComponent[] {
  return configs
    .filter(({ ID, Spec }) => used.has(ID) || isRead(scope, Spec.Labels))
    .flatMap((config): ReadComponent[] => {
      const { ID } = config;
      const { Name, Labels, Data = "" } = config.Spec;
      if (!isRead(scope, Labels)) return [{ component: existing("SwarmConfig", Name), remarks: [] }];
      const content = Buffer.from(Data, "base64");
      if (findSecretInText(content.toString(), Name) !== undefined) {
        const remark =
          `The program does not have the content of the config \`${Name}\`, which looks secret. ` +
          `Turn it into a SwarmSecret.`;
        return [{ ...(used.has(ID) && { component: existing("SwarmConfig", Name) }), remarks: [remark] }];
      }
      const options = Object.keys(config.Spec.Templating?.Options ?? {});
      const remark = `The program does not say the options of the template driver of the config \`${Name}\`.`;
      return [{ component: withContent(config, content, scope), remarks: options.length > 0 ? [remark] : [] }];
    });
}

/** The logical name of a secret or config: without the digits that Pulumi appends to an automatic name. */
export function payloadName({ Spec: { Name, Labels } }: Payload, scope: Scope): string {
  return logicalNameOf(scope, isMemberOf(scope, Labels), Name).replace(/-[0-9a-f]{7}$/, "");
}

function withContent(config: Payload, content: Buffer, scope: Scope): AdoptedComponent {
  const { Name, Labels } = config.Spec;
  const logicalName = payloadName(config, scope);
  const templating = config.Spec.Templating?.Name;
  const isText = Buffer.from(content.toString()).equals(content) && !content.includes(0);
  const file = new FileExpression(`files/${logicalName}`, content);
  const labels = Object.entries(Labels ?? {}).filter(([label]) => label !== stackLabel.namespace);
  const args: Record<string, Value> = {
    [isText ? "text" : "base64"]: file,
    ...(templating !== undefined && { templateDriver: templating }),
    ...(labels.length > 0 && { labels: Object.fromEntries(labels) }),
  };
  const isMember = isMemberOf(scope, Labels);
  return { component: "SwarmConfig", logicalName, args, isMember, isExternal: false, swarmName: Name, comments: [] };
}

function existing(component: "SwarmSecret" | "SwarmConfig", name: string): AdoptedComponent {
  return { component, logicalName: name, args: {}, isMember: false, isExternal: true, swarmName: name, comments: [] };
}
