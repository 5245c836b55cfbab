import { isDeepStrictEqual } from "node:util";
import { setTimeout as pause } from "node:timers/promises";
import { EngineError, isNotFound, isOutcomeUnknown, isOutOfSequence, lacksIngress } from "../../engine/error";
import type { Service, ServiceSpec } from "../../engine/types";
import type { Change } from "../../mapping/fields/field";
import { propertiesOf } from "../../mapping/fields/field";
import { isPinned } from "../../mapping/service/image";
import { differences, isAsDeclared, updateSpec, withNetworkIds } from "../../mapping/service/service";
import { isConverged } from "./convergence";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { withEndpointForTasks } from "./serviceEndpoint";
import { authOf, pinImage } from "./serviceImage";
import { findNetworkIds } from "./serviceNetworks";
import { addAttachments, findKeptAttachments, removeAttachments } from "../network/attachments";

/** The allocator and the orchestrator write services too: how often an update is made again on the version that they wrote. */
const attempts = 20;

/**
 * Brings a live service to its declared spec, without waiting for its tasks. Reads the live spec and changes in it only what
 * is asked for, so that what no input models stays, and no task restarts for the spelling of a value.
 *
 * @param before the inputs of the last update that went well: after one that failed, the live spec is neither of both
 * @returns whether the Engine was asked for anything
 */
export async function updateService(
  id: string,
  before: Properties,
  wanted: Properties,
  operation: Operation,
): Promise<boolean> {
  const { engine, signal } = operation;
  const update = new Update(
    before,
    wanted,
    await findNetworkIds({ ...before }, operation),
    await findNetworkIds(wanted, operation),
    operation,
  );
  for (let attempt = 1; ; attempt++) {
    const service = await findLive(id, operation);
    const kept = await findKeptAttachments(service, update.to, operation);
    const live = { ...service, Spec: removeAttachments(service.Spec, kept) };
    if (await update.isNeedless(live)) return false;
    const wantedSpec = addAttachments(await update.spec(live.Spec), kept);
    const spec = await withEndpointForTasks(id, service.Spec, wantedSpec, operation);
    try {
      const auth = authOf(wanted, spec.TaskTemplate.ContainerSpec?.Image ?? "", operation);
      const warnings = await engine.updateService(id, service.Version.Index, spec, auth, signal);
      warnings.forEach((warning) => {
        operation.warn(warning);
      });
      return true;
    } catch (error) {
      const again = isOutOfSequence(error) || lacksIngress(error) || isOutcomeUnknown(error);
      if (!again || attempt === attempts) throw error;
      if (isOutcomeUnknown(error) && (await wasCarriedOut(id, service, spec, operation))) return true;
      if (lacksIngress(error)) operation.status("waiting for an ingress network");
      await pause(isOutOfSequence(error) ? 20 * attempt : 500, undefined, { signal });
    }
  }
}

class Update {
  private readonly changes: readonly Change[];
  private readonly from: Properties;
  /** What is asked for, with ids for the names of networks. */
  public readonly to: Properties;
  /** What the registry said; asked once, however often the update is made. */
  private image: { readonly asked: string; readonly spec: ServiceSpec } | undefined;

  public constructor(
    before: Properties,
    wanted: Properties,
    idsBefore: ReadonlyMap<string, string>,
    ids: ReadonlyMap<string, string>,
    private readonly operation: Operation,
  ) {
    this.changes = differences(before, wanted);
    this.from = withNetworkIds(before, idsBefore);
    this.to = withNetworkIds(wanted, ids);
  }

  /** Nothing in the swarm is to change: a setting of the wait alone, or a repair of what has come to itself meanwhile. */
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

  /** Called without a difference: the CLI finishes what failed last time. */
  private get isRepair(): boolean {
    return this.changes.length === 0;
  }

  /** A tag stands for its digest until another is asked for: by a new tag or platform, by a new count, or by trying again what failed. */
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

async function findLive(id: string, { engine, signal, logicalName }: Operation): Promise<Service> {
  try {
    return await engine.inspectService(id, signal);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new Error(
      `Service ${id} of "${logicalName}" is gone: someone has removed it outside of Pulumi. Run 'pulumi refresh', and the next 'pulumi up' creates it again.`,
      { cause: error },
    );
  }
}

/** After a lost answer: whether the Engine has the new spec. It may take a moment to come back. */
async function wasCarriedOut(id: string, before: Service, spec: ServiceSpec, operation: Operation): Promise<boolean> {
  const { engine, signal } = operation;
  const end = performance.now() + 30_000;
  for (;;) {
    try {
      const now = await engine.inspectService(id, signal);
      return now.Version.Index !== before.Version.Index && isDeepStrictEqual(now.Spec.TaskTemplate, spec.TaskTemplate);
    } catch (error) {
      if (!(error instanceof EngineError) || isNotFound(error) || performance.now() > end) throw error;
      await pause(500, undefined, { signal });
    }
  }
}
