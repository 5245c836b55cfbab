import * as pulumi from "@pulumi/pulumi";
import type { Description } from "../../../components/arguments/checkedArgs";
import { checkedArgs, partRule, rule } from "../../../components/arguments/checkedArgs";
import { wholeNumber, list, text } from "../../../components/arguments/shape";
import { isPresent } from "../../../swarm/draft";
import type { Problem } from "../../../swarm/problem";
import { markOutputs, runProgram, runRefusedProgram } from "./program";

interface Args {
  readonly low?: pulumi.Input<number>;
  readonly high?: pulumi.Input<number>;
  readonly name?: pulumi.Input<string>;
  readonly parts?: pulumi.Input<string>[];
}

const order = rule(
  ({ low, high }: Args) => ({ low, high }),
  (draft): Problem[] => {
    const { low, high } = draft as { low: number; high: number };
    if (!isPresent(low) || !isPresent(high) || low <= high) return [];
    return [{ path: "high", reason: `'high' ${high} is below 'low' ${low}.` }];
  },
);

const isShort = (path: string, text: unknown): Problem[] =>
  typeof text === "string" && text.length > 3 ? [{ path, reason: `'part' "${text}" is too long.` }] : [];

const description: Description<Args> = {
  low: [wholeNumber("1"), order],
  high: [wholeNumber("1"), order],
  name: [text],
  parts: [
    list(text),
    partRule(
      ({ parts }) => parts,
      (parts) => (Array.isArray(parts) ? parts.flatMap((part, i) => isShort(`parts[${i}]`, part)) : []),
      (parts: Args["parts"], hold) => parts?.map((part, i) => hold(part, part, (text) => isShort(`parts[${i}]`, text))),
    ),
  ],
};

/** The checked arguments, with Outputs marked. */
async function check(args: Args): Promise<unknown> {
  let checked: Args = {};
  await runProgram(() => {
    const component = new pulumi.ComponentResource("swarm:index:Test", "test");
    checked = checkedArgs(component, `Test "test"`, args, description);
  });
  return markOutputs(checked);
}

class Child extends pulumi.CustomResource {}

/** The errors of a program that sends the checked argument to a resource. */
async function errorsOf(args: Args, sent: keyof Args): Promise<string[]> {
  const { errors } = await runRefusedProgram(() => {
    const component = new pulumi.ComponentResource("swarm:index:Test", "test");
    const checked = checkedArgs(component, `Test "test"`, args, description);
    new Child("docker:index:Test", "child", { [sent]: checked[sent] }, { parent: component });
  });
  return errors;
}

test("Plain arguments stay plain", async () => {
  expect(await check({ low: 1, high: 2, name: "a", parts: ["b"] })).toEqual({
    low: 1,
    high: 2,
    name: "a",
    parts: ["b"],
  });
});

test("A plain argument waits for an Output that its rule reads, and arguments of other rules do not", async () => {
  expect(await check({ low: 1, high: pulumi.output(2), name: "a" })).toEqual({
    low: { later: 1 },
    high: { later: 2 },
    name: "a",
  });
});

test("An argument that is not set stays undefined, whatever its rule reads", async () => {
  expect(await check({ high: pulumi.output(2) })).toEqual({ high: { later: 2 } });
});

test("An argument becomes secret with a secret that its rule reads, and arguments of other rules do not", async () => {
  expect(await check({ low: 1, high: pulumi.secret(2), name: "a" })).toEqual({
    low: { secret: 1 },
    high: { secret: 2 },
    name: "a",
  });
});

test("The parts of an argument wait one by one", async () => {
  expect(await check({ parts: ["a", pulumi.output("b"), pulumi.secret("c")] })).toEqual({
    parts: ["a", { later: "b" }, { secret: "c" }],
  });
});

test("A rule of two arguments reports a problem once when the component is constructed", async () => {
  await expect(check({ low: 3, high: 2 })).rejects.toThrow(`Test "test": 'high' 2 is below 'low' 3. (at high)`);
  await pulumi.runtime.disconnect();
});

test.each(["low", "high"] as const)("A late problem of two arguments stops a resource that uses '%s'", async (sent) => {
  expect(await errorsOf({ low: 3, high: pulumi.output(2) }, sent)).toEqual([
    `Test "test": 'high' 2 is below 'low' 3. (at high)`,
  ]);
});

test("A late problem of one part stops the resource", async () => {
  expect(await errorsOf({ parts: ["a", pulumi.output("long")] }, "parts")).toEqual([
    `Test "test": 'part' "long" is too long. (at parts[1])`,
  ]);
});

test("The message about a secret does not show it", async () => {
  expect(await errorsOf({ parts: [pulumi.secret("long")] }, "parts")).toEqual([
    'Test "test": the value is not valid. It is a secret, so it is not shown. See the guide of the component. (at ' +
      "parts[0])",
  ]);
});
