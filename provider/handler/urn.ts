/** The resource's name in the program: the last part of `urn:pulumi:stack::project::parent$type::name`. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** The resource's type, without the types of its parents. */
export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

/** The stack and the project of a resource. */
export function stackOf(urn: string): { readonly stack: string; readonly project: string } {
  const [prefix = "", project = ""] = urn.split("::");
  return { stack: prefix.split(":").slice(2).join(":"), project };
}

/**
 * The URN of a resource's parent; `undefined` when its parent is the stack.
 *
 * @param parentName the name of the parent, which is not part of the URN
 */
export function parentOf(urn: string, parentName: string): string | undefined {
  const [prefix = "", project = "", types = ""] = urn.split("::");
  const chain = types.split("$").slice(0, -1);
  return chain.length === 0 ? undefined : [prefix, project, chain.join("$"), parentName].join("::");
}
