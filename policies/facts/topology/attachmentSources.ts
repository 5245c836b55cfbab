import type { PolicyResource } from "@pulumi/policy";
import { unknown } from "../../../swarm/draft";
import { draftOf } from "../../unknowns/draft";
import { settled } from "../../unknowns/looks";
import type { NetworkReference, Service, TaskSpec } from "../service";
import { entriesOf, fieldsOf, swarmServiceType } from "../service";
import { idOrNameOf } from "./networkReference";

/**
 * The resources that the attachments of a service depend on. A component records them separately from those of its
 * other inputs. The record counts only if the child depends on the same resources and has the same ids.
 */
export function sourcesOf(resource: PolicyResource): readonly PolicyResource[] {
  const { name, parent, props } = resource;
  const own = ownSourcesOf(resource);
  const ofParent = parent?.type === swarmServiceType ? parent.propertyDependencies["networks"] : undefined;
  if (parent === undefined || ofParent === undefined || parent.name !== name) return own;
  const isSubset = ofParent.every(({ urn }) => own.some((source) => source.urn === urn));
  return isSubset && hasSameIds(parent.props, props) ? ofParent : own;
}

/** The resources that the task spec of a service depends on, for its networks or for anything else. */
export function ownSourcesOf({ propertyDependencies }: PolicyResource): readonly PolicyResource[] {
  return propertyDependencies["taskSpec"] ?? [];
}

/** Whether the child of a SwarmService has the ids in the inputs of the component, as far as both are known. */
function hasSameIds(component: object, child: object): boolean {
  return settled(() => {
    const asked = entriesOf(fieldsOf(draftOf<{ readonly networks?: readonly NetworkReference[] }>(component)).networks);
    const given = entriesOf(fieldsOf<TaskSpec>(fieldsOf(draftOf<Service>(child)).taskSpec).networksAdvanceds);
    const [wanted, found] = [asked, given].map((list) =>
      list.map(idOrNameOf).filter((idOrName) => typeof idOrName === "string"),
    );
    return (
      given.some((reference) => idOrNameOf(reference) === unknown) || (wanted ?? []).every((id) => found?.includes(id))
    );
  });
}
