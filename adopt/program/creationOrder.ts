import type { AdoptedComponent } from "../model/project";
import { ReferenceExpression } from "../model/project";
import { expressionsOf } from "../model/walk";

/** Components in the order of their source, except that each follows those of the list that it refers to. */
export function inCreationOrder(components: readonly AdoptedComponent[]): AdoptedComponent[] {
  const placed = new Set<AdoptedComponent>();
  const place = (one: AdoptedComponent, path: readonly AdoptedComponent[]): void => {
    if (placed.has(one) || path.includes(one)) return;
    for (const inner of expressionsOf(one)) {
      if (!(inner instanceof ReferenceExpression)) continue;
      const other = components.find(
        ({ component, logicalName }) => component === inner.component && logicalName === inner.logicalName,
      );
      if (other !== undefined) place(other, [...path, one]);
    }
    placed.add(one);
  };
  for (const one of components) place(one, []);
  return [...placed];
}
