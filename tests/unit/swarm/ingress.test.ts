import type { Draft } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import type { IngressFlags } from "../../../swarm/ingress";
import { checkIngress } from "../../../swarm/ingress";

describe("checkIngress", () => {
  it.each<Draft<IngressFlags>>([
    { ingress: true },
    { ingress: true, attachable: false, driver: "overlay" },
    { ingress: false, attachable: true, driver: "bridge" },
    { attachable: true },
    { ingress: unknown, attachable: true },
    { ingress: true, attachable: unknown, driver: unknown },
    undefined,
    unknown,
  ])("accepts %p", (network) => {
    expect(checkIngress(network)).toEqual([]);
  });

  it("refuses an ingress that is attachable", () => {
    expect(checkIngress({ ingress: true, attachable: true })).toEqual([
      {
        path: "attachable",
        reason:
          "'attachable' true is not possible on an ingress network: it belongs to the routing mesh alone. " +
          "Leave 'attachable' out, and give containers an overlay network of their own.",
      },
    ]);
  });

  it("refuses an ingress on another driver", () => {
    expect(checkIngress({ ingress: true, driver: "bridge" })).toEqual([
      { path: "driver", reason: `'driver' "bridge" cannot carry an ingress network. Use "overlay".` },
    ]);
  });

  it("refuses a flag in quotes, which would count as true or false by accident", () => {
    expect(checkIngress({ ingress: true, attachable: "false" as never })).toEqual([
      {
        path: "attachable",
        reason: `'attachable' "false" is neither true nor false. Use true or false without quotes.`,
      },
    ]);
  });
});
