import { messageOf } from "../engine/error";
import { isUnreachable } from "../engine/meaning";
import type { Preview, ResourceHandler } from "../handler/handler";
import type { Properties, Secrets } from "../handler/properties";
import type { ResourceChange } from "../handler/resourcePlan";
import { swarmFacts } from "../preview/swarmFacts";
import { appendPlan, planFileVariable } from "./planFile";
import { runCall, type Abandoned } from "./runCall";
import type { Session } from "./session";

/** The preview of one resource: what the change would fail on in the swarm, and what it would do there. */
export class ResourcePreview {
  public constructor(
    private readonly session: Session,
    private readonly handler: ResourceHandler,
    private readonly urn: string,
    private readonly secrets: Secrets,
    private readonly abandoned: Abandoned,
  ) {}

  /** @throws ServiceError with the error that the create would throw */
  public async create(inputs: Properties): Promise<void> {
    const { handler, urn } = this;
    const { run, log } = this.session;
    const replaced = run.objectOf(urn);
    const warning = replaced && handler.warnOfReplacement?.(replaced.state, inputs, urn);
    if (warning !== undefined) log.warn(urn, warning);
    const isReplacement = run.isDeployed(urn);
    run.previews(urn, inputs, isReplacement);
    await this.preflight((preview) => handler.preflight?.(inputs, preview, isReplacement));
    if (replaced?.isReplaced !== true) return;
    await this.tellPlan({ id: replaced.id, before: replaced.state, inputs, isReplacement: true });
  }

  /** @throws ServiceError with the error that the update would throw */
  public async update(id: string, before: Properties, inputs: Properties): Promise<void> {
    this.session.run.previews(this.urn, inputs, false);
    await this.preflight((preview) => this.handler.preflightUpdate?.(id, before, inputs, preview));
    await this.tellPlan({ id, before, inputs, isReplacement: false });
  }

  /** Asks the Engine whether a change would fail. */
  private async preflight(work: (preview: Preview) => Promise<void> | undefined): Promise<void> {
    const { session, urn } = this;
    this.share();
    // The address of the daemon can be the output of a resource that does not exist yet.
    if (!session.canConnect()) return;
    await this.contact(async (preview) => {
      try {
        await work(preview);
      } catch (error) {
        if (preview.signal.aborted) throw error;
        if (isUnreachable(error)) preview.unchecked("the swarm", error);
        else if (session.previewSettings.conflicts === "error") throw error;
        else session.log.warn(urn, messageOf(error));
      }
    });
  }

  /** Says what the update will do to the resource. */
  private async tellPlan(change: Omit<ResourceChange, "urn">): Promise<void> {
    const { session, handler, urn } = this;
    if (handler.plan === undefined) return;
    const facts = session.canConnect() ? await this.contact(swarmFacts) : undefined;
    const plan = handler.plan({ urn, ...change }, facts, session.run);
    if (plan === undefined) return;
    if (plan.summary !== "") session.log.info(urn, plan.summary);
    const { [planFileVariable]: file = "" } = session.environment;
    if (file === "") return;
    appendPlan(file, urn, change.isReplacement ? "replace" : "update", plan, (text) => session.scrub(text));
  }

  private contact<T>(work: (preview: Preview) => Promise<T>): Promise<T> {
    const { session, urn, secrets, abandoned } = this;
    return runCall(session, secrets, abandoned, (signal) =>
      work(
        session.preview(urn, signal, () => {
          this.share();
        }),
      ),
    );
  }

  /** Tells the other provider processes of the run what they need to know about the resource. */
  private share(): void {
    const { session, handler, urn, secrets } = this;
    if (handler.sharedInPreview !== undefined) session.run.share(urn, handler.sharedInPreview, secrets);
  }
}
