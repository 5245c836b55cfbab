import type { AdoptedComponent, AdoptedProject, ComponentName, Setting } from "../model/project";
import { usesDefaultNetwork } from "../model/walk";
import { commentLines } from "./literals";
import { inCreationOrder } from "./creationOrder";
import type { SettingType } from "./settingTypes";
import { defaultLiteral, typeSettings } from "./settingTypes";
import type { Uses } from "./uses";
import { UseCollector } from "./uses";
import type { ValueContext } from "./valueText";
import { objectText, valueText } from "./valueText";
import { nameVariables } from "./variables";

/** One statement of a program. */
export interface Statement {
  /** Comment lines above it. */
  readonly comments: string;
  /** The variable that it declares, if it declares one. */
  readonly variable?: string;
  readonly text: string;
  readonly uses: Uses;
  /** Logical name of the component; absent for a setting. */
  readonly logicalName?: string;
}

/** Statements that belong together. */
export interface Group {
  /** Name of its file if the program is divided: `networks`. */
  readonly file: string;
  readonly heading: string;
  readonly statements: readonly Statement[];
}

const groups: readonly (readonly [file: string, heading: string, kinds: readonly ComponentName[]])[] = [
  ["nodes", "Nodes", ["GatewayBridge", "SwarmNode"]],
  ["networks", "Networks", ["IngressConfig", "OverlayNetwork"]],
  ["secrets", "Secrets", ["SwarmSecret"]],
  ["configs", "Configs", ["SwarmConfig"]],
  ["services", "Services", ["SwarmService"]],
];

/** The statements of a program in groups: what is used comes before what uses it. */
export function statementsOf(project: AdoptedProject): Group[] {
  const variables = nameVariables(project);
  const settings = new Map(project.settings.map((setting) => [setting.name, setting]));
  const base = { variables, settings, settingTypes: typeSettings(project) };
  const kindGroups = groups.map(([file, heading, kinds]) => ({
    file,
    heading,
    statements: inCreationOrder(project.components.filter(({ component }) => kinds.includes(component))).map((one) =>
      componentStatement(one, { ...base, uses: new UseCollector() }),
    ),
  }));
  const head = [
    { file: "settings", heading: "", statements: settingStatements(project.settings, base) },
    { file: "stack", heading: "", statements: stackStatements(project, variables.stack) },
  ];
  return [...head, ...kindGroups].filter(({ statements }) => statements.length > 0);
}

function settingStatements(
  settings: readonly Setting[],
  { variables, settingTypes }: Pick<ValueContext, "variables" | "settingTypes">,
): Statement[] {
  if (settings.length === 0) return [];
  const configUses = new UseCollector();
  configUses.pulumi = true;
  const config: Statement = { comments: "", variable: "config", text: "new pulumi.Config()", uses: configUses };
  return [
    config,
    ...settings.map((setting): Statement => {
      const uses = new UseCollector();
      uses.variable("config");
      return {
        comments: commentLines([setting.description].filter((text) => text !== "")),
        variable: variables.setting(setting.name),
        text: settingText(setting, settingTypes.get(setting.name) ?? "text"),
        uses,
      };
    }),
  ];
}

function settingText({ name, isSecret, default: text }: Setting, type: SettingType): string {
  const suffix = { text: "", number: "Number", boolean: "Boolean" }[type];
  const call = (verb: string): string => `config.${verb}${isSecret ? "Secret" : ""}${suffix}(${JSON.stringify(name)})`;
  return text === undefined ? call("require") : `${call("get")} ?? ${defaultLiteral(text, type)}`;
}

function stackStatements(project: AdoptedProject, variable: string): Statement[] {
  const { stack } = project;
  if (stack === undefined) return [];
  const uses = new UseCollector();
  const args = usesDefaultNetwork(project) ? "" : ", { defaultNetwork: false }";
  const text = `new ${uses.component("SwarmStack")}(${JSON.stringify(stack)}${args})`;
  return [{ comments: "", variable, text, uses }];
}

function componentStatement(one: AdoptedComponent, context: ValueContext): Statement {
  const { uses, variables } = context;
  const variable = variables.of(one);
  return {
    comments: commentLines(one.comments),
    ...(variable !== undefined && { variable }),
    text: one.isExternal ? existingText(one, uses) : newText(one, context),
    uses,
    logicalName: one.logicalName,
  };
}

function existingText({ component, swarmName }: AdoptedComponent, uses: UseCollector): string {
  return `${uses.component(component)}.existing(${JSON.stringify(swarmName)})`;
}

function newText(one: AdoptedComponent, context: ValueContext): string {
  const { component, logicalName, args, isMember } = one;
  const { uses, variables } = context;
  const stack = isMember ? [`stack: ${uses.variable(variables.stack)}`] : [];
  const options = optionTexts(one, context);
  const hasArgs = stack.length > 0 || Object.keys(args).length > 0;
  const parts = [
    JSON.stringify(logicalName),
    ...(hasArgs || options.length > 0 ? [objectText(args, context, stack)] : []),
    ...(options.length > 0 ? [`{ ${options.join(", ")} }`] : []),
  ];
  return `new ${uses.component(component)}(${parts.join(", ")})`;
}

/** The resource options. */
function optionTexts(
  { logicalName, dependsOn = [], daemon, isRetained = false }: AdoptedComponent,
  context: ValueContext,
): string[] {
  const { uses, variables } = context;
  const before = dependsOn.map((other) => uses.variable(variables.referred(other)));
  if (daemon !== undefined) uses.docker = true;
  const host = daemon === undefined ? "" : valueText(daemon, context);
  return [
    ...(before.length > 0 ? [`dependsOn: [${before.join(", ")}]`] : []),
    ...(daemon !== undefined
      ? [`provider: new docker.Provider(${JSON.stringify(logicalName)}, { host: ${host} })`]
      : []),
    ...(isRetained ? ["retainOnDelete: true"] : []),
  ];
}
