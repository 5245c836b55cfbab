/** The logical names of the resources in a finding of the pack, which may be about several. */
export function subjectsOf(message: string, urn: string): string[] {
  const list = /^\d+ resources: (.*)\.$/m.exec(message)?.[1];
  if (list === undefined) return [urn.split("::").at(-1) ?? ""];
  return Array.from(list.matchAll(/"([^"]+)"/g), ([, name = ""]) => name);
}
