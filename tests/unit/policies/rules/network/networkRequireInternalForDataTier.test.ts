import { networkType, overlayNetworkType } from "../../../../../policies/facts/network";
import { networkRequireInternalForDataTier as policy } from "../../../../../policies/rules/network/networkRequireInternalForDataTier";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText, urnOf } from "../../violations";

const network = (name: string, props: object, settings: object = {}): Verdict =>
  evaluate(policy, networkType, name, { driver: "overlay", ...props }, settings);

const refused = (name: string, because: string): Verdict => ({
  violations: [
    `Network "${name}" ${because} and is not internal: each task on it has a way out of the swarm. ` +
      `Set internal: true, and put services that need the outside on a second network.`,
  ],
});

it.each(["data", "db", "database", "shop-db", "Shop-Data", "shop-database", "shop_db", "data-tier"])(
  "refuses the overlay %j that is not internal",
  (name) => {
    expect(network(name, {}).violations).toHaveLength(1);
    expect(network(name, { internal: false }).violations).toHaveLength(1);
    expect(network(name, { internal: "false" }).violations).toHaveLength(1);
    expect(network("n1", { name }).violations).toHaveLength(1);
    expect(network(name, { internal: true })).toEqual(accepted);
  },
);

it("says why it takes the network for one of data", () => {
  expect(network("shop-db", {})).toEqual(refused("shop-db", `is for data by its name ("*-db")`));
  const labels = [{ label: "swarm.network.tier", value: "data" }];
  expect(network("n1", { labels })).toEqual(refused("n1", "has the label swarm.network.tier=data"));
});

it.each(["metadata", "dbus", "database-proxy-frontend", "updata", "frontend", "data-plane"])("lets %j be", (name) => {
  expect(network(name, {})).toEqual(accepted);
});

it("lets another tier, a bridge, and the ingress be", () => {
  expect(network("n1", { labels: [{ label: "swarm.network.tier", value: "web" }] })).toEqual(accepted);
  expect(network("db", { driver: "bridge" })).toEqual(accepted);
  expect(network("db", { ingress: true })).toEqual(accepted);
});

it("takes labels and names from its settings", () => {
  expect(network("store", {}, { dataNames: ["store"] }).violations).toHaveLength(1);
  expect(network("db", {}, { dataNames: ["store"] })).toEqual(accepted);
  expect(
    network("n1", { labels: [{ label: "tier", value: "db" }] }, { dataLabels: ["tier=db"] }).violations,
  ).toHaveLength(1);
});

it("waits for what decides", () => {
  expect(network("db", { internal: unknownText })).toEqual(undecided("internal"));
  expect(network("db", { driver: unknownText })).toEqual(undecided("driver"));
  expect(network("n1", { labels: unknownText })).toEqual(undecided("labels"));
  expect(network("n1", { name: unknownText })).toEqual(undecided("name"));
  expect(network("n1", { internal: true, labels: unknownText })).toEqual(accepted);
});

it("does not wait for the name that a component makes", () => {
  const parent = urnOf(overlayNetworkType, "backend");
  expect(evaluate(policy, networkType, "n1", { name: unknownText, driver: "overlay" }, {}, { parent })).toEqual(
    accepted,
  );
});

it.each(["Data", "DATA", " data "])("reads the value of the label in any case: %j", (value) => {
  const labels = [{ label: "swarm.network.tier", value }];
  expect(network("n1", { labels })).toEqual(refused("n1", "has the label swarm.network.tier=data"));
});
