/** @module What a storm has to have left whole, and whether it did. Pure. */
import type { Arrival } from './expert.js';
import type { Victim } from './plan.js';
import type { Death, Storm } from './storm.js';

/** The longer of the heartbeat timeout and 10 s, plus 5 s. */
export const LONGEST_MS = 15_000;
const STEPS = '1 confirm, 1 decide, 1 work, 2 decide';

export interface Kept {
  readonly what: string;
  readonly found: number;
  /** The most that is allowed. */
  readonly most: number;
  readonly unit?: 's';
}

export interface Verdict {
  readonly promises: readonly Kept[];
  /** Tasks and calls that broke one, for whoever looks into it. */
  readonly examples: readonly string[];
}

export function judge(storm: Storm): Verdict {
  const examples: string[] = [];
  const count = (what: string, faulty: readonly string[]): number => {
    examples.push(...faulty.slice(0, 5).map((one) => `${what}: ${one}`));
    return faulty.length;
  };
  const rows = groupBy(storm.rollouts, (row) => String(row['task_id']));
  const steps = groupBy(storm.calls, (row) => String(row['task_id']));
  const recordedAt = new Map(
    storm.calls.map((row) => [
      `${String(row['task_id'])}/${String(row['step'])}`,
      Date.parse(String(row['recorded_at'])),
    ]),
  );
  const wrong = storm.tasks.filter(({ id, ground_truth: truth }) => {
    const [row] = rows.get(id) ?? [];
    if (row === undefined) return false;
    const made = (steps.get(id) ?? []).map((call) => `${String(call['turn'])} ${String(call['step'])}`);
    return (
      row['outcome'] !== 'answered' ||
      row['answer'] !== truth ||
      row['correct'] !== 1 ||
      made.sort().join(', ') !== STEPS
    );
  });
  const calls = [...storm.arrivals].map(([key, arrivals]) => ({
    key,
    arrivals,
    recordedAt: recordedAt.get(key) ?? Infinity,
  }));
  const late = calls.filter((call) => call.arrivals.some(({ at }) => at > call.recordedAt));
  // What met a fault of the expert is tried again by right.
  const repeats = calls.flatMap(({ key, arrivals }) =>
    arrivals
      .filter(({ fault }) => fault === undefined)
      .slice(1)
      .map(() => key),
  );
  const openAtDeaths = storm.deaths.reduce((sum, { at }) => sum + calls.filter((call) => isOpen(call, at)).length, 0);
  const arrivals = calls.reduce((sum, call) => sum + call.arrivals.length, 0);
  const promises: Kept[] = [
    {
      what: 'lost',
      most: 0,
      found: count(
        'lost',
        storm.tasks.filter(({ id }) => !rows.has(id)).map(({ id }) => id),
      ),
    },
    { what: 'duplicated rows', most: 0, found: storm.rollouts.length - rows.size },
    { what: 'rollouts run twice', most: 0, found: Math.max(0, storm.runs - storm.tasks.length) },
    {
      what: 'miscounted by the batch',
      most: 0,
      found: Math.abs(storm.totals.ended - storm.tasks.length) + storm.totals.failed,
    },
    {
      what: 'with a wrong record',
      most: 0,
      found: count(
        'wrong',
        wrong.map(({ id }) => JSON.stringify(rows.get(id))),
      ),
    },
    {
      what: 'recorded calls repeated',
      most: 0,
      found: count(
        'repeated',
        late.map(({ key }) => key),
      ),
    },
    { what: 'other repeats (at most the calls open at the deaths)', most: openAtDeaths, found: repeats.length },
    { what: 'calls paid for (at most those made)', most: arrivals, found: storm.paid },
  ];
  for (const victim of ['worker', 'server', 'database'] as const) {
    const goingOn = longest(storm, victim, (death) => goesOnAt(death, storm));
    if (goingOn !== undefined) promises.push(seconds(`going on after a death of the ${victim}`, goingOn));
  }
  const cut = longest(storm, 'worker', (death) => Math.max(...calls.map((call) => resumedAt(call.arrivals, death))));
  if (cut !== undefined) promises.push(seconds('going on with calls that a worker’s death cut off', cut));
  return { promises, examples };
}

export function isBroken({ found, most }: Kept): boolean {
  return found > most;
}

function seconds(what: string, ms: number): Kept {
  return { what, found: Math.round(ms / 100) / 10, most: LONGEST_MS / 1000, unit: 's' };
}

function isOpen(
  { arrivals, recordedAt }: { readonly arrivals: readonly Arrival[]; readonly recordedAt: number },
  at: number,
): boolean {
  return (arrivals[0]?.at ?? Infinity) <= at && recordedAt >= at;
}

/** When the first call that nobody had made before came after the victim was back; the end of the storm needs none. */
function goesOnAt({ backAt }: Death, { arrivals }: Storm): number {
  const firsts = [...arrivals.values()].map(([first]) => first?.at ?? Infinity).filter((at) => at >= backAt);
  return firsts.reduce((least, at) => Math.min(least, at), Infinity);
}

/** When a call that had no answer at the death was made again; the death itself: nothing was cut off. */
function resumedAt(arrivals: readonly Arrival[], { at }: Death): number {
  const cut = arrivals.findIndex((arrival) => arrival.at <= at && (arrival.sentAt ?? Infinity) > at);
  // One that hangs may have been given up before.
  const next = cut === -1 ? undefined : arrivals[cut + 1];
  return next === undefined || next.at < at ? at : next.at;
}

/** The longest time from a death to an end, counted from the last death before it: what is down anew has to come back first. */
function longest({ deaths }: Storm, victim: Victim, endOf: (death: Death) => number): number | undefined {
  const times = deaths
    .filter((death) => death.victim === victim)
    .map((death) => ({ death, end: endOf(death) }))
    .filter(({ end }) => end !== Infinity)
    .map(({ death, end }) => end - Math.max(death.at, ...deaths.map(({ at }) => at).filter((at) => at < end)));
  return times.length === 0 ? undefined : Math.max(...times);
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

/** The promises as a table, with a mark at what was broken. */
export function tableOf({ promises }: Verdict): string {
  const wide = Math.max(...promises.map(({ what }) => what.length));
  const line = ({
    what,
    found,
    most,
    unit = '',
  }: {
    what: string;
    found: string | number;
    most: string | number;
    unit?: string;
  }) =>
    `${what.padEnd(wide)}  ${`${found}${unit && ` ${unit}`}`.padStart(8)}  ${`${most}${unit && ` ${unit}`}`.padStart(8)}`;
  const body = promises.map(
    (promise) => `${line({ ...promise, unit: promise.unit ?? '' })}  ${isBroken(promise) ? 'BROKEN' : 'kept'}`,
  );
  return [line({ what: '', found: 'found', most: 'at most' }), ...body].join('\n');
}
