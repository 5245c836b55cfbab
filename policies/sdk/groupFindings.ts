import type { Method, Methods } from "./interceptServer";

/** A violation as Pulumi's protocol has it. */
export interface Diagnostic {
  getPolicyname(): string;
  getUrn(): string;
  setUrn(urn: string): void;
  getMessage(): string;
  setMessage(message: string): void;
  getDescription(): string;
  getEnforcementlevel(): number;
  getSeverity(): number;
}

interface Response {
  getDiagnosticsList(): Diagnostic[];
  setDiagnosticsList(diagnostics: Diagnostic[]): void;
}

/** Joins findings of one rule, of which there are several, into the message of one. */
export type Join = (findings: readonly Diagnostic[]) => string;

/** The level of an advisory finding in Pulumi's protocol (analyzer.proto, EnforcementLevel). */
const advisory = 0;

/**
 * Shows the advisory findings of each rule as one finding, at the end of a preview or update, where Pulumi also asks
 * the rules about the stack. Mandatory findings stay as they are: each has its resource, and stops it.
 *
 * Findings come in the order in which to fix them: mandatory ones first, severe ones before others.
 */
export function groupFindings(join: Join, methods: Methods): Methods {
  const { analyze, analyzeStack } = methods;
  if (analyze === undefined || analyzeStack === undefined) return methods;
  let held: Diagnostic[] = [];
  const hold: Method = (call, callback) =>
    analyze(call, (error, response) => {
      const { kept, taken } = split(response);
      for (const diagnostic of taken) diagnostic.setUrn((call.request as { getUrn(): string }).getUrn());
      held.push(...taken);
      (response as Response | undefined)?.setDiagnosticsList(kept);
      callback(error, response);
    });
  const show: Method = (call, callback) =>
    analyzeStack(call, (error, response) => {
      const { kept, taken } = split(response);
      const grouped = groupsOf([...held, ...taken]).map((group) => joined(group, join));
      held = [];
      (response as Response | undefined)?.setDiagnosticsList([...kept, ...grouped].sort(severeFirst));
      callback(error, response);
    });
  return { ...methods, analyze: hold, analyzeStack: show };
}

function split(response: unknown): { kept: Diagnostic[]; taken: Diagnostic[] } {
  const all = (response as Response | undefined)?.getDiagnosticsList() ?? [];
  const isAdvisory = (diagnostic: Diagnostic): boolean => diagnostic.getEnforcementlevel() === advisory;
  return { kept: all.filter((one) => !isAdvisory(one)), taken: all.filter(isAdvisory) };
}

function groupsOf(diagnostics: readonly Diagnostic[]): Diagnostic[][] {
  const groups = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const key = `${diagnostic.getPolicyname()} ${isUndecided(diagnostic) ? "undecided" : "decided"}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [diagnostic]);
    else group.push(diagnostic);
  }
  return [...groups.values()];
}

/** A group as one finding, which belongs to the stack unless it is about one resource. */
function joined(group: Diagnostic[], join: Join): Diagnostic {
  const [first, ...others] = group;
  if (first === undefined) throw new RangeError("A group of findings has at least one.");
  const isAboutOne = others.length === 0 && !isUndecided(first);
  if (isAboutOne) return first;
  first.setMessage(join(group));
  if (new Set(group.map((one) => one.getUrn())).size > 1) first.setUrn("");
  return first;
}

/** Whether a finding says that a rule could not decide; the SDK writes its start. */
export function isUndecided(diagnostic: Pick<Diagnostic, "getMessage">): boolean {
  return undecidedStart.test(diagnostic.getMessage());
}

/** What the SDK writes before the words of a rule that cannot decide. */
export const undecidedStart = /^can't run policy '[^']*' from policy pack '[^']*' during preview: /;

/** 1 is low, 4 is critical (analyzer.proto, PolicySeverity). */
function severeFirst(a: Diagnostic, b: Diagnostic): number {
  const rank = (one: Diagnostic): number => (one.getEnforcementlevel() === advisory ? 1 : 0);
  return rank(a) - rank(b) || b.getSeverity() - a.getSeverity();
}
