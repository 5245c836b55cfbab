import { randomBytes } from "node:crypto";
import type { Payload, PayloadSpec } from "../../../provider/engine/types";
import type { ReceivedRequest } from "./fakeEngine";
import type { Answer } from "./fakeNetworks";
import { leaderRefusal, Refusal } from "./refusal";

/** The secrets, or the configs, of the fake swarm. */
export class FakePayloads {
  private readonly byId = new Map<string, Payload>();
  private readonly createdAt = new Map<string, string>();
  private index = 50;

  /** @param usersOf the names of the services that refer to one */
  public constructor(
    private readonly kind: "secret" | "config",
    private readonly usersOf: (id: string) => string[],
  ) {}

  /** All objects, with their data. */
  public get all(): Payload[] {
    return [...this.byId.values()];
  }

  /** Removes an object outside the provider. */
  public remove(id: string): void {
    this.byId.delete(id);
  }

  /** Creates an object, or changes its labels, outside the provider. */
  public put(id: string, spec: PayloadSpec): void {
    this.byId.set(id, { ID: id, Version: { Index: this.index++ }, Spec: spec });
    if (!this.createdAt.has(id)) this.createdAt.set(id, new Date().toISOString());
  }

  public answer(
    method: string,
    id: string | undefined,
    action: string | undefined,
    filters: Record<string, string[]>,
    request: ReceivedRequest,
  ): Answer {
    if (method === "GET") return { status: 200, body: id === undefined ? this.list(filters) : this.show(this.get(id)) };
    if (method === "DELETE") {
      const payload = this.get(id ?? "");
      this.refuseIfUsed(payload);
      this.remove(payload.ID);
      return { status: 204 };
    }
    if (id === "create") return { status: 201, body: { ID: this.create(request.body as PayloadSpec) } };
    if (action === "update") {
      this.update(this.get(id ?? ""), Number(request.query.get("version")), request.body as PayloadSpec);
      return { status: 200 };
    }
    throw new Refusal(404, "page not found");
  }

  /** @param filters `label`: keys, of which an object has to have one */
  private list({ name, names, label }: Readonly<Record<string, readonly string[]>>): Payload[] {
    if (names !== undefined && this.kind === "config") throw new Refusal(400, "Invalid filter 'names'");
    return this.all
      .filter(({ Spec }) => names?.includes(Spec.Name) ?? true)
      .filter(({ Spec }) => name?.some((start) => Spec.Name.startsWith(start)) ?? true)
      .filter(({ Spec }) => label?.some((key) => Spec.Labels?.[key] !== undefined) ?? true)
      .map((one) => this.show(one));
  }

  private create(spec: PayloadSpec): string {
    if (this.all.some(({ Spec }) => Spec.Name.toLowerCase() === spec.Name.toLowerCase())) {
      throw leaderRefusal(409, "AlreadyExists", `${this.kind} ${spec.Name} already exists`);
    }
    const id = randomBytes(13).toString("hex").slice(0, 25);
    this.put(id, spec);
    return id;
  }

  private update({ ID, Version, Spec }: Payload, version: number, spec: PayloadSpec): void {
    if (spec.Name !== Spec.Name || (spec.Data !== undefined && spec.Data !== Spec.Data)) {
      throw leaderRefusal(400, "InvalidArgument", "only updates to Labels are allowed");
    }
    if (version !== Version.Index) throw leaderRefusal(500, "Unknown", "update out of sequence");
    this.put(ID, { ...Spec, Labels: spec.Labels ?? null });
  }

  private refuseIfUsed({ ID, Spec }: Payload): void {
    const users = this.usersOf(ID);
    if (users.length === 0) return;
    const services = users.length === 1 ? "service" : "services";
    const message = `${this.kind} '${Spec.Name}' is in use by the following ${services}: ${users.join(", ")}`;
    throw leaderRefusal(400, "InvalidArgument", message);
  }

  /** Looks up an id, a name and a prefix of an id, in this order. */
  private get(term: string): Payload {
    const found =
      this.byId.get(term) ??
      this.all.find(({ Spec }) => Spec.Name === term) ??
      this.all.find(({ ID }) => term !== "" && ID.startsWith(term));
    if (found === undefined) throw new Refusal(404, `${this.kind} ${term} not found`);
    return found;
  }

  /** The Engine does not show the data of a secret. */
  private show(payload: Payload): Payload {
    const { Name, Labels } = payload.Spec;
    const Spec = this.kind === "secret" ? { Name, Labels: Labels ?? null } : payload.Spec;
    return { ...payload, CreatedAt: this.createdAt.get(payload.ID), Spec };
  }
}
