import type { RestartPolicy } from "../../../provider/engine/types/taskSpec";
import { failuresAllowed, restartLimitMs } from "../../../provider/resources/service/restartLimit";

function limit(policy: RestartPolicy | undefined): number | undefined {
  const TaskTemplate = policy === undefined ? {} : { RestartPolicy: policy };
  return restartLimitMs({ ID: "s", Version: { Index: 1 }, Spec: { Name: "web", TaskTemplate } });
}

test.each([undefined, {}, { Condition: "any", Delay: 1e9 }, { Condition: "on-failure", MaxAttempts: 0 }])(
  "Swarm never gives up a slot with the restart policy %j",
  (policy) => {
    expect(limit(policy)).toBeUndefined();
  },
);

test("Swarm gives up a slot at once if the restart policy forbids a restart", () => {
  expect(limit({ Condition: "none", Delay: 60e9 })).toBe(3000);
});

test("With a limited number of attempts, Swarm may wait for the delay before the next attempt", () => {
  expect(limit({ Condition: "on-failure", MaxAttempts: 3, Delay: 60e9 })).toBe(63_000);
  expect(limit({ Condition: "any", MaxAttempts: 3, Delay: 0 })).toBe(3000);
  expect(limit({ MaxAttempts: 3 })).toBe(8000);
});

test.each<[RestartPolicy | undefined, number | undefined]>([
  [undefined, undefined],
  [{ Condition: "on-failure" }, undefined],
  [{ Condition: "on-failure", MaxAttempts: 3, Window: 60e9 }, undefined],
  [{ Condition: "on-failure", MaxAttempts: 3 }, 3],
  [{ Condition: "none", MaxAttempts: 3 }, 0],
])("With the restart policy %j, %j tasks of a slot of a job may fail", (policy, failures) => {
  const TaskTemplate = policy === undefined ? {} : { RestartPolicy: policy };
  expect(failuresAllowed({ ID: "s", Version: { Index: 1 }, Spec: { Name: "job", TaskTemplate } })).toBe(failures);
});
