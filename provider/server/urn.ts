/** The resource's name in the program: the last part of `urn:pulumi:stack::project::parent$type::name`. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** The resource's type, without the types of its parents. */
export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}
