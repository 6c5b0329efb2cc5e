/** @module A results store full of made rollouts: all kinds of outcome, several suites, policies and samples, nothing run. */
import { seededRandom, type Random } from '../../../src/domain/random.js';
import type { JsonValue } from '../../../src/domain/ref.js';
import { putJson } from '../../../src/store/json-blobs.js';
import type { ResultStore } from '../../../src/store/result-store.js';
import { call, rollout, turn } from '../../store/support/rows.js';

export interface World {
  readonly run: string;
  /** Keeps ids and pictures of several worlds apart. */
  readonly mark: string;
  readonly policies: readonly string[];
  readonly samples: number;
  /** Tasks of each suite. */
  readonly tasks: number;
}

interface MadeTask {
  readonly id: string;
  readonly suite: string;
  readonly source: string;
  readonly family: string;
  readonly image: string | undefined;
  readonly large: boolean;
  readonly group: string | undefined;
  readonly options: readonly string[] | undefined;
  readonly truth: readonly string[];
}

const PAIRS = ['Glass@@Chart', 'Lens@@Zoom', 'Sums@@Algebra'];

/** Tasks of `charts` come in two wordings of a picture, those of `plates` in four orders of the options, `words` have no picture. */
function tasksOf({ mark, tasks }: World): readonly MadeTask[] {
  return Array.from({ length: tasks }, (_, n): readonly MadeTask[] => [
    {
      ...{
        id: `c${n}${mark}`,
        suite: 'charts',
        source: 'chartqa',
        family: n % 4 < 2 ? 'bars' : 'lines',
        group: undefined,
      },
      ...{ image: `picture ${Math.floor(n / 2)}${mark}`, large: n % 8 > 3, options: undefined },
      // One in seven has no ground truth.
      truth: n % 7 === 3 ? [] : [String(n % 5)],
    },
    {
      ...{ id: `p${n}${mark}`, suite: 'plates', source: 'hrbench-4k', family: 'plate', large: true },
      ...{ image: `plate ${n}${mark}`, group: `g${Math.floor(n / 4)}${mark}`, options: ['w', 'x', 'y', 'z'] },
      truth: ['ABCD'.charAt(n % 4)],
    },
    {
      ...{ id: `w${n}${mark}`, suite: 'words', source: 'arith', family: 'sum', image: undefined, large: false },
      ...{ group: undefined, options: undefined, truth: [String(n)] },
    },
  ]).flat();
}

/** Each pair is good at something; `Lens` at large pictures. */
function skillOf(pair: string, task: MadeTask): number {
  if (pair === 'Sums@@Algebra') return task.suite === 'words' ? 0.9 : 0.05;
  if (pair === 'Lens@@Zoom') return task.suite === 'words' ? 0.05 : task.large ? 0.85 : 0.2;
  return task.suite === 'charts' && !task.large ? 0.9 : 0.15;
}

function choose(policy: string, task: MadeTask, random: Random): string {
  if (policy.startsWith('fixed:')) return policy.slice('fixed:'.length);
  if (policy === 'random') return random.pick(PAIRS);
  return task.suite === 'words' ? 'Sums@@Algebra' : random.next() < 0.7 ? 'Glass@@Chart' : 'Lens@@Zoom';
}

export async function makeWorld(store: ResultStore, world: World): Promise<void> {
  for (const task of tasksOf(world)) {
    for (const policy of world.policies) {
      for (let sample = 0; sample < world.samples; sample++) await makeRollout(store, world, task, policy, sample);
    }
  }
}

async function makeRollout(
  store: ResultStore,
  { run }: World,
  task: MadeTask,
  policy: string,
  sample: number,
): Promise<void> {
  const id = [run, task.id, policy, sample].join('/');
  const random = seededRandom('world', id);
  const fate = random.next();
  const outcome = fate < 0.03 ? 'cancelled' : fate < 0.08 ? 'turn_limit' : 'answered';
  const pairs = Array.from({ length: random.int(1, 3) }, () => choose(policy, task, random));
  const ok = pairs.map(() => random.next() < 0.9);
  const last = pairs[ok.lastIndexOf(true)];
  const right = policy === 'oracle' || (last !== undefined && random.next() < skillOf(last, task));
  const startMs = Date.parse('2026-08-01T10:00:00.000Z') + random.int(0, 1e6);
  const { calls, endMs, cost, tokens } = madeCalls(id, pairs, startMs, random);
  for (const row of calls) await store.ledger.record(row);
  const graded = task.truth.length > 0 && outcome === 'answered';
  const undecided = graded && random.next() < 0.04;
  const document = {
    task: {
      ...(task.group === undefined ? {} : { group: task.group }),
      ...(task.options === undefined ? {} : { options: task.options }),
    },
  };
  const row = rollout({
    ...{
      id,
      batch: run,
      suite: task.suite,
      taskId: task.id,
      sample,
      policy,
      family: task.family,
      dataSource: task.source,
    },
    ...{ outcome, costUsd: cost, promptTokens: tokens, completionTokens: Math.floor(tokens / 5), calls: calls.length },
    ...{
      startedAt: new Date(startMs).toISOString(),
      finishedAt: new Date(endMs).toISOString(),
      latencyMs: endMs - startMs,
    },
    ...{
      tainted: random.next() < 0.05,
      groundTruth: task.truth,
      registry: (random.next() < 0.9 ? 'a' : 'e').repeat(64),
    },
    correct: graded ? (undecided ? null : right) : outcome === 'answered' || task.truth.length === 0 ? null : false,
    images: task.image === undefined ? [] : [imageOf(task.image, task.large)],
    plan: (await putJson(store.documents, document)).sha256,
    verdict: graded ? verdictOf(undecided ? null : right, random) : null,
  });
  // One in ten had failed at first.
  if (seededRandom('rerun', id).next() < 0.1)
    await store.recordRollout({ ...row, outcome: 'policy_failed', startedAt: '2026-08-01T09:00:00.000Z' }, []);
  await store.recordRollout(
    row,
    pairs.map((pair, index) =>
      turn({ rolloutId: id, turn: index + 1, pair, status: ok[index] === true ? 'ok' : 'cannot' }),
    ),
  );
  if (graded && random.next() < 0.1) await rescore(store, id);
}

function rescore(store: ResultStore, rolloutId: string): Promise<void> {
  const made = { scorer: 'chartqa@1', rewardHash: 'f'.repeat(64), rewardFile: 'paper@1', scoredAt: '2026-08-02' };
  return store.scores.put([{ rolloutId, ...made, correct: true, score: 1, reward: 1, verdict: {} }]);
}

function imageOf(name: string, large: boolean) {
  const digits = Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64);
  const side = large ? 2_000 : 400;
  return { sha256: digits, bytes: 20_000, mime: 'image/png', width: side, height: side } as const;
}

/** The published rule is kinder than ours now and then. */
function verdictOf(right: boolean | null, random: Random): JsonValue {
  const report = right === null ? null : right || random.next() < 0.05;
  const rule = (correct: boolean | null, name: string): JsonValue => ({
    ...{ correct, score: correct === true ? 1 : 0, extracted: '', rule: name, why: '' },
  });
  return {
    verdicts: { report: rule(report, 'made/report@1'), reward: rule(right, 'made/reward@1') },
    given: { name: 'paper', version: 1 },
  };
}

/** A decision and an expert call for each pair, and the last decision; waits, hits and second attempts among them. */
function madeCalls(rolloutId: string, pairs: readonly string[], startMs: number, random: Random) {
  let nowMs = startMs + random.int(0, 40);
  let cost = 0;
  let tokens = 0;
  const row = (turnNumber: number, step: string, model: string, latencyMs: number, waitedMs: number) => {
    nowMs += latencyMs;
    const recordedAt = new Date(nowMs).toISOString();
    nowMs += random.int(0, 25);
    const [cached, hedged] = step === 'decide' ? [false, false] : [random.next() < 0.1, random.next() < 0.05];
    const attempt = random.next() < 0.03 ? 2 : 1;
    return call({
      ...{ rolloutId, turn: turnNumber, step, model, latencyMs, waitedMs, recordedAt, cached, hedged, attempt },
    });
  };
  const calls = pairs.flatMap((pair, index) => {
    const model = pair.split('@@')[0] ?? '';
    cost += model === 'Lens' ? 0.002 : 0.0005;
    tokens += random.int(100, 900);
    const waited = random.next() < 0.3 ? random.int(1, 200) : 0;
    return [
      row(index + 1, 'decide', 'chat:Made', random.int(5, 60), 0),
      row(index + 1, 'see', model, waited + random.int(50, model === 'Lens' ? 3_000 : 600), waited),
    ];
  });
  return { calls: [...calls, row(pairs.length + 1, 'decide', 'chat:Made', 20, 0)], endMs: nowMs + 30, cost, tokens };
}
