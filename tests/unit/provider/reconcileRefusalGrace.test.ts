import { RefusalGrace } from "../../../provider/reconcile/refusalGrace";

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

test("A refusal is thrown only after the grace period, because the service may be removed at the same moment", () => {
  const grace = new RefusalGrace(2);
  const refusal = new Error("service is attached");
  const refuse = (): void => {
    grace.refuse(refusal);
  };

  expect(refuse).not.toThrow();
  jest.advanceTimersByTime(1999);
  expect(refuse).not.toThrow();
  jest.advanceTimersByTime(1);
  expect(refuse).toThrow(refusal);
});
