import type { PolicyResource } from "@pulumi/policy";
import { declareSwarms, swarmOf } from "../../../policies/facts/swarmOf";

const on = (props: object): string => swarmOf({ provider: { urn: "urn", props } } as unknown as PolicyResource);
const host = (text: string): string => on({ host: text });

afterEach(() => {
  declareSwarms({});
});

test.each([
  ["unix:///var/run/docker.sock", "unix:///run/docker.sock"],
  ["unix:///var/run/docker.sock", "unix:////var//run/docker.sock"],
  ["unix:///var/run/docker.sock", "UNIX:///var/run/docker.sock"],
  ["tcp://manager", "tcp://manager:2375"],
  ["tcp://Manager:2376/", "tcp://manager:2376"],
  ["tcp://127.0.0.1:2375", "tcp://localhost:2375"],
  ["tcp://[::1]:2375", "tcp://localhost:2375"],
  ["ssh://root@manager", "ssh://manager:22"],
  ["ssh://root@manager", "ssh://admin@manager"],
])("The hosts %s and %s are one daemon", (one, other) => {
  expect(host(one)).toBe(host(other));
});

test.each([
  ["unix:///var/run/docker.sock", "unix:///tmp/docker.sock"],
  ["unix:///tmp/a.sock", "unix:///tmp/A.sock"],
  ["tcp://manager:2375", "tcp://manager:2376"],
  ["ssh://manager1", "ssh://manager2"],
  ["tcp://[fd00::1]:2375", "tcp://[fd00::2]:2375"],
  ["ssh://manager", "tcp://manager"],
])("The hosts %s and %s are two daemons", (one, other) => {
  expect(host(one)).not.toBe(host(other));
});

test("A provider without a host has the daemon that Docker's clients use", () => {
  const before = process.env["DOCKER_HOST"];
  try {
    process.env["DOCKER_HOST"] = "tcp://manager";
    expect(on({})).toBe(host("tcp://manager:2375"));
    expect(host("")).toBe(host("tcp://manager:2375"));
    delete process.env["DOCKER_HOST"];
    expect(on({})).toBe(host("unix:///run/docker.sock"));
  } finally {
    if (before !== undefined) process.env["DOCKER_HOST"] = before;
  }
});

test("Hosts and contexts that a configuration lists for a swarm are one swarm", () => {
  expect(host("ssh://manager1")).not.toBe(on({ context: "production" }));
  declareSwarms({ shop: ["ssh://root@manager1", "tcp://10.0.0.2:2376", "production"], bank: ["ssh://manager9"] });
  const swarms = [host("ssh://manager1"), host("tcp://10.0.0.2:2376"), on({ context: "production" })];
  expect(new Set(swarms).size).toBe(1);
  expect(swarms).not.toContain(host("ssh://manager9"));
  expect(swarms).not.toContain(host("ssh://manager3"));
});
