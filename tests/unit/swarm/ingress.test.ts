import type { Draft } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import type { IngressFlags } from "../../../swarm/ingress";
import type { Labels } from "../../../swarm/labels";
import {
  checkIngress,
  checkOnPublishedPorts,
  checkOnPublishedPortsLabel,
  onPublishedPortsOf,
} from "../../../swarm/ingress";

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
          "'attachable' true is not possible on an ingress network, which is only for the routing mesh. " +
          "Leave 'attachable' out, and use another overlay network for containers.",
      },
    ]);
  });

  it("refuses an ingress with another driver", () => {
    expect(checkIngress({ ingress: true, driver: "bridge" })).toEqual([
      { path: "driver", reason: `'driver' "bridge" is not possible for an ingress network. Use "overlay".` },
    ]);
  });

  it("refuses a flag that is text, because any text would count as true", () => {
    expect(checkIngress({ ingress: true, attachable: "false" as never })).toEqual([
      {
        path: "attachable",
        reason: `'attachable' "false" is neither true nor false. Use true or false without quotes.`,
      },
    ]);
  });
});

describe("onPublishedPorts", () => {
  const told = (value: string): { label: string; value: string }[] => [
    { label: "swarm.ingress.on-published-ports", value },
  ];

  it.each(["refuse", "suspend", undefined, unknown])("may be %p", (word) => {
    expect(checkOnPublishedPorts(word)).toEqual([]);
  });

  it("refuses other words and other types, in the argument and in the label", () => {
    const reason =
      `'onPublishedPorts' "Suspend" is not one of "refuse", "suspend". Use "suspend" to remove published ports from ` +
      `their services during a replacement, or "refuse", the default.`;
    expect(checkOnPublishedPorts("Suspend")).toEqual([{ path: "", reason }]);
    expect(checkOnPublishedPorts(true)).toHaveLength(1);
    expect(checkOnPublishedPortsLabel({ ingress: true, labels: told("Suspend") })).toEqual([
      { path: "labels", reason },
    ]);
  });

  it("refuses the label on a network that is not an ingress", () => {
    expect(checkOnPublishedPortsLabel({ labels: told("suspend") })).toEqual([
      {
        path: "labels",
        reason:
          `'swarm.ingress.on-published-ports' "suspend" has an effect only on an ingress network. Leave the label ` +
          `out.`,
      },
    ]);
    expect(checkOnPublishedPortsLabel({ ingress: unknown, labels: told("suspend") })).toEqual([]);
    expect(checkOnPublishedPortsLabel({ ingress: true, labels: unknown })).toEqual([]);
  });

  it("defaults to refuse if it is absent or unknown", () => {
    const labels: readonly Draft<Labels>[] = [told("suspend"), told("refuse"), [], undefined, unknown];
    expect(labels.map(onPublishedPortsOf)).toEqual(["suspend", "refuse", "refuse", "refuse", "refuse"]);
  });
});
