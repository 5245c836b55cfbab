import { Leaving } from "../../../provider/resources/leaving";

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

test("a refusal counts once it has lasted: the service may be going at the same moment", () => {
  const leaving = new Leaving(2);
  const refusal = new Error("service is attached");
  const refuse = (): void => {
    leaving.refuse(refusal);
  };

  expect(refuse).not.toThrow();
  jest.advanceTimersByTime(1999);
  expect(refuse).not.toThrow();
  jest.advanceTimersByTime(1);
  expect(refuse).toThrow(refusal);
});
