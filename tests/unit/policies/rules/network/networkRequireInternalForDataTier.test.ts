import { networkType, overlayNetworkType } from "../../../../../policies/facts/network";
import { networkRequireInternalForDataTier as policy } from "../../../../../policies/rules/network/networkRequireInternalForDataTier";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText, urnOf } from "../../violations";

const network = (name: string, props: object, settings: object = {}): Verdict =>
  evaluate(policy, networkType, name, { driver: "overlay", ...props }, settings);

const refused = (name: string, because: string): Verdict => ({
  violations: [
    `Network "${name}" ${because} and is not internal: tasks on it have a route out of the swarm. Set internal: ` +
      "true, and attach services that need to reach the outside to a second network.",
  ],
});

test.each(["data", "db", "database", "shop-db", "Shop-Data", "shop-database", "shop_db", "data-tier"])(
  "The data network %j is refused unless it is internal",
  (name) => {
    expect(network(name, {}).violations).toHaveLength(1);
    expect(network(name, { internal: false }).violations).toHaveLength(1);
    expect(network(name, { internal: "false" }).violations).toHaveLength(1);
    expect(network("n1", { name }).violations).toHaveLength(1);
    expect(network(name, { internal: true })).toEqual(accepted);
  },
);

test("The message says why a network counts as a data network", () => {
  expect(network("shop-db", {})).toEqual(refused("shop-db", `is for data by its name ("*-db")`));
  const labels = [{ label: "swarm.network.tier", value: "data" }];
  expect(network("n1", { labels })).toEqual(refused("n1", "has the label swarm.network.tier=data"));
});

test.each(["metadata", "dbus", "database-proxy-frontend", "updata", "frontend", "data-plane"])(
  "The network %j is not a data network",
  (name) => {
    expect(network(name, {})).toEqual(accepted);
  },
);

test("Networks of another tier, bridge networks and the ingress network need not be internal", () => {
  expect(network("n1", { labels: [{ label: "swarm.network.tier", value: "web" }] })).toEqual(accepted);
  expect(network("db", { driver: "bridge" })).toEqual(accepted);
  expect(network("db", { ingress: true })).toEqual(accepted);
});

test("The settings decide which labels and names mark a data network", () => {
  expect(network("store", {}, { dataNames: ["store"] }).violations).toHaveLength(1);
  expect(network("db", {}, { dataNames: ["store"] })).toEqual(accepted);
  expect(
    network("n1", { labels: [{ label: "tier", value: "db" }] }, { dataLabels: ["tier=db"] }).violations,
  ).toHaveLength(1);
});

test("The rule on data networks cannot decide while an unknown value matters", () => {
  expect(network("db", { internal: unknownText })).toEqual(undecided("internal"));
  expect(network("db", { driver: unknownText })).toEqual(undecided("driver"));
  expect(network("n1", { labels: unknownText })).toEqual(undecided("labels"));
  expect(network("n1", { name: unknownText })).toEqual(undecided("name"));
  expect(network("n1", { internal: true, labels: unknownText })).toEqual(accepted);
});

test("The rule on data networks does not need the name that a component generates", () => {
  const parent = urnOf(overlayNetworkType, "backend");
  expect(evaluate(policy, networkType, "n1", { name: unknownText, driver: "overlay" }, {}, { parent })).toEqual(
    accepted,
  );
});

test.each(["Data", "DATA", " data "])(
  "The label swarm.network.tier marks a data network with the value %j",
  (value) => {
    const labels = [{ label: "swarm.network.tier", value }];
    expect(network("n1", { labels })).toEqual(refused("n1", "has the label swarm.network.tier=data"));
  },
);
