import type { RestartPolicy } from "../../../provider/engine/types/taskSpec";
import { restartLimitMs } from "../../../provider/resources/service/restartLimit";

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
