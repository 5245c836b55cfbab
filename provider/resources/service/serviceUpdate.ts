import type { Service, ServiceSpec } from "../../engine/types";
import type { Change } from "../../mapping/fields/field";
import { propertiesOf, textOf } from "../../mapping/fields/field";
import { isPinned } from "../../mapping/service/image";
import { differences, inputsOf, isAsDeclared, updateSpec } from "../../mapping/service/service";
import { withIds, type ReferenceIds } from "../../mapping/service/references";
import { isConverged } from "./convergence";
import type { Operation } from "../../handler/handler";
import { keepIgnored } from "../../handler/ignoredChanges";
import type { Properties } from "../../handler/properties";
import { authOf, pinImage } from "./serviceImage";
import { findIds } from "./serviceReferences";
import { changeService } from "./serviceChange";
import { addAttachments, findKeptAttachments, removeAttachments } from "../network/attachments";

/**
 * Brings a live service to its declared spec, without waiting for its tasks. Starts from the live spec and changes only
 * declared properties. Other properties stay, and a different notation of the same value restarts no task.
 *
 * @param before the inputs of the last update that succeeded: after a failed one, the live spec may match neither
 * @returns whether the service was written
 */
export async function updateService(
  id: string,
  before: Properties,
  wanted: Properties,
  operation: Operation,
): Promise<boolean> {
  const update = new Update(
    before,
    wanted,
    await findIds({ ...before }, operation),
    await findIds(wanted, operation),
    operation,
  );
  const changed = await changeService(
    id,
    {
      name: textOf(wanted.name),
      change: async (service) => {
        const kept = await findKeptAttachments(service, update.to, operation);
        const live = { ...service, Spec: removeAttachments(service.Spec, kept) };
        update.keepIgnored(live.Spec);
        if (await update.isNeedless(live)) return undefined;
        return addAttachments(await update.spec(live.Spec), kept);
      },
      authFor: ({ TaskTemplate }) => authOf(wanted, TaskTemplate.ContainerSpec?.Image ?? "", operation),
      gone: (cause) => {
        throw new Error(
          `Service ${id} of "${operation.logicalName}" is gone: it was removed outside of Pulumi. Run 'pulumi ` +
            `refresh', and the next 'pulumi up' creates it again.`,
          { cause },
        );
      },
    },
    operation,
  );
  return changed !== undefined;
}

class Update {
  private readonly changes: readonly Change[];
  private readonly declaredFrom: Properties;
  private readonly declaredTo: Properties;
  private from: Properties;
  /** The declared inputs, with ids for names, and with the live values of what the resource ignores. */
  public to: Properties;
  /** The answer of the registry, which is asked once, however often the update is sent. */
  private image: { readonly asked: string; readonly spec: ServiceSpec } | undefined;

  public constructor(
    before: Properties,
    wanted: Properties,
    idsBefore: ReferenceIds,
    ids: ReferenceIds,
    private readonly operation: Operation,
  ) {
    this.changes = differences(before, wanted);
    this.from = this.declaredFrom = withIds(before, idsBefore);
    this.to = this.declaredTo = withIds(wanted, ids);
  }

  /** Takes over what another client has changed at the paths in `ignoreChanges`, as of this live spec. */
  public keepIgnored(live: ServiceSpec): void {
    const { ignoreChanges } = this.operation;
    if (ignoreChanges.length === 0) return;
    const inputs = inputsOf(this.declaredFrom, live);
    this.from = keepIgnored(this.declaredFrom, inputs, ignoreChanges);
    this.to = keepIgnored(this.declaredTo, inputs, ignoreChanges);
  }

  /**
   * Whether nothing in the swarm has to change: only a setting of the wait changes, or the service has recovered by
   * itself.
   */
  public async isNeedless(service: Service): Promise<boolean> {
    if (!isAsDeclared(this.to, service.Spec)) return false;
    if (this.isRepair) return isConverged(service.ID, this.operation);
    return this.changes.every(({ path }) => path.startsWith("convergeConfig"));
  }

  public async spec(live: ServiceSpec): Promise<ServiceSpec> {
    const next = updateSpec(live, this.to, this.from);
    const isNewImage = next.TaskTemplate.ContainerSpec?.Image !== live.TaskTemplate.ContainerSpec?.Image;
    return isNewImage || this.asksForDigest(live) ? this.pin(next) : next;
  }

  /** Called without a difference: the CLI finishes an update that failed. */
  private get isRepair(): boolean {
    return this.changes.length === 0;
  }

  /**
   * Whether the user requests a new digest for the tag: with a new tag, platform or force count, or by retrying a
   * failed update.
   */
  private asksForDigest(live: ServiceSpec): boolean {
    if (this.isRepair) return isAsDeclared(this.to, live);
    return this.changes.some(({ path }) =>
      /^taskSpec\.(containerSpec\.image$|forceUpdate$|placement\.platforms)/.test(path),
    );
  }

  private async pin(next: ServiceSpec): Promise<ServiceSpec> {
    const { image: declared } = propertiesOf(propertiesOf(propertiesOf(this.to.taskSpec).containerSpec));
    const asked = typeof declared === "string" ? declared : (next.TaskTemplate.ContainerSpec?.Image ?? "");
    if (isPinned(asked)) return next;
    if (this.image?.asked !== asked) {
      const auth = authOf(this.to, asked, this.operation);
      const platforms = propertiesOf(propertiesOf(this.to.taskSpec).placement).platforms;
      const plain = {
        ...next,
        TaskTemplate: { ...next.TaskTemplate, ContainerSpec: { ...next.TaskTemplate.ContainerSpec, Image: asked } },
      };
      this.image = { asked, spec: await pinImage(plain, platforms !== undefined, auth, this.operation) };
    }
    const { ContainerSpec, Placement } = this.image.spec.TaskTemplate;
    return {
      ...next,
      TaskTemplate: {
        ...next.TaskTemplate,
        ContainerSpec: { ...next.TaskTemplate.ContainerSpec, Image: ContainerSpec?.Image ?? asked },
        ...(Placement === undefined
          ? {}
          : { Placement: { ...next.TaskTemplate.Placement, Platforms: Placement.Platforms ?? null } }),
      },
    };
  }
}
