import { RefusalGrace } from "../../../provider/reconcile/refusalGrace";

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

test("a refusal counts once it has lasted: the service may be going at the same moment", () => {
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
