import type { AdoptedComponent, AdoptedProject, ComponentName } from "../model/project";
import { ReferenceExpression } from "../model/project";
import { expressionsOf } from "../model/walk";

/** The names of the variables in a program. */
export interface Variables {
  readonly stack: string;
  /** Of a component; `undefined` if nothing refers to it. */
  of(component: Pick<AdoptedComponent, "component" | "logicalName">): string | undefined;
  /** Of the component that a reference names. */
  referred(reference: ReferenceExpression): string;
  setting(name: string): string;
}

/** What distinguishes the variable of a component from another one with the same name. */
const kinds: Readonly<Record<ComponentName, string>> = {
  GatewayBridge: "Bridge",
  IngressConfig: "Ingress",
  OverlayNetwork: "Network",
  SwarmConfig: "Config",
  SwarmNode: "Node",
  SwarmSecret: "Secret",
  SwarmService: "Service",
};

/** Words that cannot be names of variables in a module, and names that the program itself uses. */
const reserved = new Set(
  (
    "abstract any arguments as async await boolean break case catch class config console const continue " +
    "debugger declare default delete do docker else enum eval exports export extends false finally for " +
    "from function get global globalThis if implements import in instanceof interface let module new null " +
    "number object of package private process protected public pulumi readFileSync require return set " +
    "static string super switch symbol this throw true try type typeof undefined var void while with " +
    "yield Array Boolean Buffer Number Object String"
  ).split(" "),
);

/**
 * Names the variables: the stack and the settings first, then each component that another one refers to. If a name is
 * taken, the kind of the component is appended to it, and then a number.
 */
export function nameVariables({ name, stack, settings, components }: AdoptedProject): Variables {
  const taken = new Set(reserved);
  const take = (wanted: string, kind: string): string => {
    const fallback = wanted.endsWith(kind) ? wanted : `${wanted}${kind}`;
    const numbers = Array.from({ length: taken.size }, (_, i) => `${fallback}${i + 2}`);
    const free = [wanted, fallback, ...numbers].find((candidate) => !taken.has(candidate)) ?? fallback;
    taken.add(free);
    return free;
  };
  const stackVariable = take(camelCase(stack ?? name), "Stack");
  const bySetting = new Map(settings.map((one) => [one.name, take(camelCase(one.name), "Setting")]));
  const referred = new Set(
    components.flatMap(expressionsOf).flatMap((inner) => (inner instanceof ReferenceExpression ? [keyOf(inner)] : [])),
  );
  const byComponent = new Map(
    components
      .filter((component) => referred.has(keyOf(component)))
      .map((one) => [keyOf(one), take(camelCase(one.logicalName), kinds[one.component])]),
  );
  return {
    stack: stackVariable,
    of: (component) => byComponent.get(keyOf(component)),
    referred: (reference) => {
      const variable = reference.component === "SwarmStack" ? stackVariable : byComponent.get(keyOf(reference));
      if (variable !== undefined) return variable;
      throw new Error(`The project refers to ${reference.component} "${reference.logicalName}", which it lacks.`);
    },
    setting: (setting) => {
      const variable = bySetting.get(setting);
      if (variable === undefined) throw new Error(`The project refers to the setting "${setting}", which it lacks.`);
      return variable;
    },
  };
}

/** `db-password` as `dbPassword`; a name that begins with a digit gets an underscore. */
export function camelCase(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const joined = words
    .map((word, i) => {
      const rest = /^[A-Z0-9]+$/.test(word) ? word.toLowerCase() : word;
      return i === 0 ? rest.charAt(0).toLowerCase() + rest.slice(1) : rest.charAt(0).toUpperCase() + rest.slice(1);
    })
    .join("");
  return /^\d/.test(joined) || joined === "" ? `_${joined}` : joined;
}

function keyOf({ component, logicalName }: { readonly component: string; readonly logicalName: string }): string {
  return `${component} ${logicalName}`;
}
