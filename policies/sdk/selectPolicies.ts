import type { Method, Methods } from "./interceptServer";

/**
 * Makes Pulumi's SDK run only the policies that a request concerns. The SDK prepares each resource for each policy of
 * the pack, which took longer than the policies themselves.
 *
 * The SDK takes the policies of a request from the list when the request arrives, before it waits for anything.
 *
 * @param policies the list that the pack is made of; the SDK must get the same object
 * @param ofType the policies about a single resource of a type
 * @param ofStack the policies about the stack
 */
export function selectPolicies<P>(
  policies: readonly P[],
  ofType: (type: string) => readonly P[],
  ofStack: readonly P[],
  methods: Methods,
): Methods {
  const { analyze, analyzeStack } = methods;
  if (analyze === undefined || analyzeStack === undefined) return methods;
  let selected: readonly P[] | undefined;
  const all = [...policies];
  Object.defineProperty(policies, Symbol.iterator, { value: () => (selected ?? all).values() });
  const during =
    (method: Method, select: (request: unknown) => readonly P[]): Method =>
    (call, callback) => {
      selected = select(call.request);
      try {
        return method(call, callback);
      } finally {
        selected = undefined;
      }
    };
  const byType = new Map<string, readonly P[]>();
  const select = (request: unknown): readonly P[] => {
    const type = (request as { getType(): string }).getType();
    const chosen = byType.get(type) ?? ofType(type);
    byType.set(type, chosen);
    return chosen;
  };
  return { ...methods, analyze: during(analyze, select), analyzeStack: during(analyzeStack, () => ofStack) };
}
