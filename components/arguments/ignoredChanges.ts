import * as pulumi from "@pulumi/pulumi";
import { show } from "../../swarm/typed";
import { unknownProperty } from "../../swarm/unknownProperty";

/** The places of a component's arguments in the inputs of the resource inside it. */
export interface Places<Args> {
  /** By argument: the path of its value. */
  readonly whole: { readonly [K in keyof Args]-?: string };
  /** Arguments whose parts can be ignored as well, because the rest of the path is the same. @default none */
  readonly maps?: readonly (keyof Args & string)[];
  /** Inputs of the resource that are not arguments. A path that begins with one is passed on as it is. @default none */
  readonly passedOn?: readonly string[];
}

/**
 * The resource option `ignoreChanges` of a component, converted for the resource inside it, because Pulumi does not
 * pass this option on to children.
 *
 * @throws pulumi.ResourceError if a path does not name an argument, or names a part that has another form in the
 *   resource
 */
export function ignoredChanges<Args>(
  component: pulumi.Resource,
  subject: string,
  { ignoreChanges = [] }: pulumi.ComponentResourceOptions = {},
  { whole, maps = [], passedOn = [] }: Places<Args>,
): Pick<pulumi.CustomResourceOptions, "ignoreChanges"> {
  if (ignoreChanges.length === 0) return {};
  const places = new Map(Object.entries<string>(whole));
  return {
    ignoreChanges: ignoreChanges.map((path) => {
      const [, first = "", rest = ""] = /^(\*|[^.[]*)(.*)$/s.exec(path) ?? [];
      if (first === "*" || passedOn.includes(first)) return path;
      const refuse = (reason: string): Error =>
        new pulumi.ResourceError(`${subject}: 'ignoreChanges' ${show(path)}: ${reason}`, component, true);
      const place = places.get(first);
      if (place === undefined) throw refuse(unknownProperty(first, [...places.keys()]));
      if (rest === "" || (maps as readonly string[]).includes(first)) return place + rest;
      throw refuse(`it names a part of '${first}'. Ignore the argument as a whole: ${show(first)}.`);
    }),
  };
}
