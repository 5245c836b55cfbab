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

/** A task gets a weight in the load balancer of a virtual IP or of the mesh on a node. `undefined`: it is removed. */
interface WeightChange {
  readonly time: number;
  readonly node: string;
  readonly address: string;
  readonly weight: string | undefined;
}

function weightChangesIn(timeLine: string): WeightChange[] {
  const tables = new Map<string, ReadonlyMap<string, string>>();
  const lines = timeLine.matchAll(/^([0-9.]+) (\S+) (lb_\S+|ingress_sbox) (.*)$/gm);
  return [...lines].flatMap(([, time, node = "", balancer = "", text = ""]) => {
    const backends = text.matchAll(/(\d+\.\d+\.\d+\.\d+) ([01])/g);
    const after = new Map([...backends].map(([, address = "", weight = ""]) => [address, weight]));
    const before = tables.get(`${node} ${balancer}`) ?? new Map<string, string>();
    tables.set(`${node} ${balancer}`, after);
    return [...new Set([...before.keys(), ...after.keys()])]
      .filter((address) => before.get(address) !== after.get(address))
      .map((address) => ({ time: Number(time), node, address, weight: after.get(address) }));
  });
}

/**
 * When a node sends calls to a stopping task because it hears late of the stop, in a time line of `lab/watch`, in
 * seconds since 1970: from two seconds after another node has given the task the weight 0, when Swarm sends the signal,
 * until it has heard. A node that still has the task more than 3 seconds after its removal elsewhere has left the
 * network: nothing there calls it.
 */
export function lateStopsIn(timeLine: string): { from: number; to: number }[] {
  const changes = weightChangesIn(timeLine);
  return changes.flatMap(({ time: stop, node: owner, address, weight }, i) => {
    const ofTask = (one: WeightChange): boolean => one.address === address;
    const weights = new Map(
      changes
        .slice(0, i)
        .filter(ofTask)
        .map((one) => [one.node, one.weight]),
    );
    if (weight !== "0" || [...weights.values()].includes("0")) return [];
    const later = changes.slice(i + 1).filter(ofTask);
    const removed = later.find((one) => one.weight === undefined)?.time ?? Infinity;
    return [...weights].flatMap(([node, known]) => {
      const heard = later.find((one) => one.node === node)?.time ?? Infinity;
      const isLate = node !== owner && known === "1" && heard > stop + 2 && heard < removed + 3;
      return isLate ? [{ from: stop + 2, to: heard + 1 }] : [];
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
