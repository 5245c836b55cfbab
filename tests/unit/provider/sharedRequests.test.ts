import { SharedRequests } from "../../../provider/engine/sharedRequests";

/** Requests that end when the test says so. */
class Requests {
  public readonly sent: { readonly answer: (value: string) => void; readonly fail: (error: Error) => void }[] = [];

  public readonly send = (): Promise<string> =>
    new Promise((resolve, reject) => {
      this.sent.push({ answer: resolve, fail: reject });
    });
}

test("Callers that ask while a request is under way share the next one, and never get an older answer", async () => {
  const [shared, { sent, send }] = [new SharedRequests<string>(), new Requests()];
  const first = shared.ask("web", send);
  const others = [shared.ask("web", send), shared.ask("web", send)];
  expect(sent).toHaveLength(1);
  sent[0]?.answer("old");
  expect(await first).toBe("old");
  expect(sent).toHaveLength(2);
  const late = shared.ask("web", send);
  sent[1]?.answer("new");
  expect(await Promise.all(others)).toEqual(["new", "new"]);
  expect(sent).toHaveLength(3);
  sent[2]?.answer("newest");
  expect(await late).toBe("newest");
  const after = shared.ask("web", send);
  expect(sent).toHaveLength(4);
  sent[3]?.answer("after");
  expect(await after).toBe("after");
});

test("A failure reaches the callers that share the request, and not those of the next one", async () => {
  const [shared, { sent, send }] = [new SharedRequests<string>(), new Requests()];
  const first = shared.ask("web", send);
  const second = shared.ask("web", send);
  sent[0]?.fail(new Error("refused"));
  await expect(first).rejects.toThrow("refused");
  sent[1]?.answer("web");
  expect(await second).toBe("web");
});

test("A timeout reaches all callers that wait, and the next one asks again", async () => {
  const [shared, { sent, send }] = [new SharedRequests<string>(), new Requests()];
  const waiting = [shared.ask("web", send), shared.ask("web", send)];
  sent[0]?.fail(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
  for (const one of waiting) await expect(one).rejects.toThrow("timeout");
  const next = shared.ask("web", send);
  expect(sent).toHaveLength(2);
  sent[1]?.answer("web");
  expect(await next).toBe("web");
});

test("Different keys do not wait for each other", () => {
  const [shared, { sent, send }] = [new SharedRequests<string>(), new Requests()];
  void shared.ask("web", send);
  void shared.ask("api", send);
  expect(sent).toHaveLength(2);
});
