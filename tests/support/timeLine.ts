// What a time line of `lab/watch` says about the calls that were made meanwhile.

/**
 * When a node sends calls to a stopping task although the task may not accept them any more, in a time line of
 * `lab/watch`, in seconds since 1970: from the signal, which Swarm sends about two seconds after it has told the nodes,
 * until the other node has heard of the end.
 */
export function missedStopsIn(timeLine: string): { from: number; to: number }[] {
  const events = [...timeLine.matchAll(/^([0-9.]+) (\S+) (missed a stop|kill|die) ?(\S*)$/gm)].map(
    ([, time, node = "", what = "", task = ""]) => ({ time: Number(time), node, what, task }),
  );
  return events.flatMap((missed) => {
    if (missed.what !== "missed a stop") return [];
    const isItsTask = ({ what, node, time }: (typeof events)[number]): boolean =>
      what === "kill" && node !== missed.node && time > missed.time && time < missed.time + 6;
    return events.filter(isItsTask).map(({ time: from, task }) => {
      const end = events.find((one) => one.what === "die" && one.task === task)?.time ?? from;
      return { from, to: end + 3 };
    });
  });
}

/** Stalls in a time line of `lab/watch`: `<seconds since 1970> stalled for <milliseconds> ms`. */
export function stallsIn(timeLine: string): { time: number; seconds: number }[] {
  return [...timeLine.matchAll(/^([0-9.]+) stalled for ([0-9]+) ms$/gm)].map(([, time, milliseconds]) => ({
    time: Number(time),
    seconds: Number(milliseconds) / 1000,
  }));
}

/** Failed health checks in a time line of `lab/watch`. The test's server always passes its own. */
export function unhealthyIn(timeLine: string): string[] {
  return [...timeLine.matchAll(/^([0-9.]+) (\S+) health_status: unhealthy (\S+)$/gm)].map(
    ([, time, node, container]) => `${time}: ${container} on ${node}`,
  );
}
