import { nameOf, typeOf } from "../handler/urn";
import type { Properties, Secrets } from "../handler/properties";
import type { PlannedChange, PlannedResource, UpdatePlan } from "../handler/updatePlan";
import type { SiblingPlan } from "./siblingPlan";

/** An object of the stack, and its new inputs in the program. */
interface Compared {
  readonly id: string;
  readonly state: Properties;
  readonly inputs: Properties;
  readonly isReplaced: boolean;
}

/** The calls of one run of the CLI that other operations need to know about. */
export class Run implements UpdatePlan {
  private readonly byUrn = new Map<string, Compared>();
  /** By id, the URN with which the CLI has compared the object last. */
  private readonly urns = new Map<string, string>();
  /** The URNs of replacements that are created before the old object is deleted. */
  private readonly createdFirst = new Set<string>();
  /** The URNs of the resources in the program, as far as the CLI has checked them. A destroy checks none. */
  private readonly declared = new Set<string>();
  /** The last inputs of the resources that the state contains, by URN. */
  private readonly inputsBefore = new Map<string, Properties>();
  /** By type, then by URN. */
  private readonly previewed = new Map<string, Map<string, PlannedResource>>();
  private running = 0;
  private waits = 0;
  private lastCall = performance.now();

  /** @param siblings the other provider processes of the run. @default none */
  public constructor(private readonly siblings?: SiblingPlan) {}

  /** The CLI compares an object with the program. A create of the same URN replaces it. */
  public compared(urn: string, object: Compared): void {
    this.lastCall = performance.now();
    this.byUrn.set(urn, object);
    this.urns.set(object.id, urn);
  }

  /**
   * The CLI checks the new inputs of a resource, so the program has it.
   *
   * @param olds its last inputs; `undefined` for a create, also for one that replaces an object
   */
  public checked(urn: string, olds: Properties | undefined): void {
    this.lastCall = performance.now();
    this.declared.add(urn);
    if (olds !== undefined) this.inputsBefore.set(urn, olds);
  }

  /**
   * Records the inputs of a replacement, which the CLI checks. Those of the comparison had old values for
   * `ignoreChanges`.
   */
  public checkedReplacement(urn: string, inputs: Properties): void {
    const object = this.byUrn.get(urn);
    if (object?.isReplaced === true) this.byUrn.set(urn, { ...object, inputs });
  }

  public creates(urn: string): void {
    if (this.byUrn.has(urn)) this.createdFirst.add(urn);
  }

  /**
   * Whether the state certainly no longer has an object. A resource that the program has not declared may still follow,
   * unless this run destroys the stack, and one that is left out of a targeted update keeps its object.
   */
  public hasForgotten(urn: string, id: string): boolean {
    if (!this.declared.has(urn)) return this.declared.size === 0;
    const object = this.byUrn.get(urn);
    return !this.inputsBefore.has(urn) || (object !== undefined && object.id !== id);
  }

  /** The CLI previews the create or update of a resource. */
  public previews(urn: string, inputs: Properties, isReplacement: boolean): void {
    const type = typeOf(urn);
    const ofType = this.previewed.get(type) ?? new Map<string, PlannedResource>();
    const id = this.byUrn.get(urn)?.id;
    ofType.set(urn, { urn, type, logicalName: nameOf(urn), id, isReplacement, inputs });
    this.previewed.set(type, ofType);
  }

  /** Whether the CLI is known to have the resource in its state. */
  public isDeployed(urn: string): boolean {
    return this.inputsBefore.has(urn);
  }

  /** The last inputs of the object that the state has for a URN. */
  public before(urn: string): Properties | undefined {
    return this.inputsBefore.get(urn);
  }

  public nameBefore(urn: string): string | undefined {
    const name = this.before(urn)?.name;
    return typeof name === "string" ? name : undefined;
  }

  public planned(type: string): readonly PlannedResource[] {
    return [...(this.previewed.get(type)?.values() ?? [])];
  }

  public plannedElsewhere(type: string): readonly PlannedResource[] {
    return this.siblings?.planned(type) ?? [];
  }

  /**
   * Tells the other processes of a previewed resource.
   *
   * @param names of the properties to tell
   */
  public share(urn: string, names: readonly string[], secrets: Secrets): void {
    const resource = this.previewed.get(typeOf(urn))?.get(urn);
    if (resource === undefined || this.siblings === undefined) return;
    const inputs = Object.fromEntries(Object.entries(resource.inputs).filter(([name]) => names.includes(name)));
    this.siblings.share({ ...resource, inputs }, secrets);
  }

  /** A create would take over this object. */
  public identify(urn: string, id: string): void {
    const ofType = this.previewed.get(typeOf(urn));
    const resource = ofType?.get(urn);
    if (resource !== undefined) ofType?.set(urn, { ...resource, id });
  }

  public deleted(urn: string, id: string): void {
    if (this.byUrn.get(urn)?.id === id) this.byUrn.delete(urn);
  }

  /** The object that the CLI has compared with the new inputs of this URN. */
  public objectOf(urn: string): Compared | undefined {
    return this.byUrn.get(urn);
  }

  /** Counts an operation while it runs. */
  public async during<T>(work: () => Promise<T>): Promise<T> {
    this.running++;
    try {
      const result = await work();
      // After a failure, others wait no longer than before.
      this.lastCall = performance.now();
      return result;
    } finally {
      this.running--;
    }
  }

  public changeOf(id: string): PlannedChange | undefined {
    const urn = this.urns.get(id);
    const object = urn === undefined ? undefined : this.byUrn.get(urn);
    if (urn === undefined || object?.id !== id) return undefined;
    const { inputs, isReplaced } = object;
    return { logicalName: nameOf(urn), inputs, isReplaced, isDeletedLast: this.createdFirst.has(urn) };
  }

  public isDeletedLast(urn: string): boolean {
    return !this.declared.has(urn) || this.createdFirst.has(urn);
  }

  public get idleMs(): number {
    return this.running > this.waits ? 0 : performance.now() - this.lastCall;
  }

  public async waiting<T>(work: () => Promise<T>): Promise<T> {
    this.waits++;
    try {
      return await work();
    } finally {
      this.waits--;
    }
  }
}
