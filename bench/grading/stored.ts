/** @module Rollouts scored again from the results store: read, graded by every rule, their reward composed, the new versions written. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { asJson } from '../../dist/activities/as-json.js';
import { rescore } from '../../dist/activities/rescore.js';
import { rewardReader } from '../../dist/activities/rewards.js';
import { scoreAnswer } from '../../dist/activities/score-answer.js';
import type { GradeInput } from '../../dist/grading/contract.js';
import type { Grading } from '../../dist/grading/grading.js';
import { putJson } from '../../dist/store/json-blobs.js';
import { openResultStore } from '../../dist/store/open-result-store.js';
import type { ResultStore } from '../../dist/store/result-store.js';
import type { NewScore, ScorableRow } from '../../dist/store/scores.js';

const PAGE = 500;
const ALL = { kind: 'batch', name: 'bench' } as const;

export interface StoredRates {
  readonly rollouts: number;
  /** Per second of this process's CPU time: the parts, and all of them. */
  readonly read: number;
  readonly score: number;
  readonly write: number;
  readonly all: number;
}

/** @param inputs are repeated until there are `count` rollouts, of two turns each */
export async function measureStored(
  grading: Grading,
  inputs: readonly GradeInput[],
  count: number,
): Promise<StoredRates> {
  const folder = await mkdtemp(join(tmpdir(), 'maestro-bench-'));
  const results = await openResultStore(pathToFileURL(join(folder, 'results.db')).href);
  try {
    await fill(results, grading, inputs, count);
    const options = { grading, reward: undefined, dataSource: undefined, readReward: rewardReader(results.documents) };
    const seconds = { read: 0, score: 0, write: 0 };
    const ids = await timed(seconds, 'read', () => results.scores.ids(ALL));
    for (let start = 0; start < ids.length; start += PAGE) {
      const rows = await timed(seconds, 'read', () => results.scores.scorable(ids.slice(start, start + PAGE)));
      const scores = await timed(seconds, 'score', () => scoreAll(rows, options));
      await timed(seconds, 'write', () => results.scores.put(scores));
    }
    const { read, score, write } = seconds;
    return {
      rollouts: count,
      read: count / read,
      score: count / score,
      write: count / write,
      all: count / (read + score + write),
    };
  } finally {
    await results.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function scoreAll(rows: readonly ScorableRow[], options: Parameters<typeof rescore>[1]): Promise<NewScore[]> {
  const scores: NewScore[] = [];
  for (const row of rows) {
    const scored = await rescore(row, options);
    if (scored.kind === 'unscorable') throw new Error(`${row.id}: ${scored.why}`);
    const { scorer, reward, after } = scored;
    scores.push({
      ...{ rolloutId: row.id, scorer, rewardHash: reward.hash, rewardFile: 'paper@1', correct: after.correct },
      ...{
        score: after.score,
        reward: after.reward,
        verdict: after,
        scoredAt: '2026-01-01T00:00:00.000Z',
      },
    });
  }
  return scores;
}

async function timed<T>(
  seconds: { read: number; score: number; write: number },
  part: 'read' | 'score' | 'write',
  work: () => Promise<T>,
): Promise<T> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  seconds[part] += (user + system) / 1e6;
  return result;
}

async function fill(
  results: ResultStore,
  grading: Grading,
  inputs: readonly GradeInput[],
  count: number,
): Promise<void> {
  const reward = await rewardReader(results.documents)(undefined);
  const usage = { calls: 1, promptTokens: 900, completionTokens: 40, costUsd: 0.001 };
  const turn = {
    ...{
      turn: 1,
      action: 'call' as const,
      pair: 'Raster@@Diagram_Reasoning',
      solver: 'plain',
      route: '',
      status: 'ok' as const,
    },
    ...{ outputStep: 'see', note: '', summary: '42 (0.97)', confidence: 0.97, usage },
  };
  for (let index = 0; index < count; index += 1) {
    const input = inputs[index % inputs.length];
    if (input === undefined) throw new Error('nothing to grade');
    const id = `bench-${String(index).padStart(6, '0')}`;
    const { dataSource, answer, groundTruth, options } = input;
    const question = 'How high is the tallest bar of the chart, in the unit of its axis?';
    const task = {
      id,
      question,
      images: [],
      dataSource,
      groundTruth,
      family: '',
      ...(options === undefined ? {} : { options }),
    };
    const plan = await putJson(results.documents, { rolloutId: id, task, policy: 'keyword', seed: 0, sample: 0 });
    const trajectory = { turns: [turn, { ...turn, turn: 2 }], answer_turn: 3 };
    const verdict = await scoreAnswer(grading, {
      ...{ task, answer, reward, elapsedMs: 2_000, decision: undefined },
      trajectory: { outcome: 'answered', turns: [turn] },
    });
    const text = {
      dataset: null,
      suite: 'bench',
      batch: 'bench',
      taskId: id,
      family: '',
      dataSource,
      policy: 'keyword',
      policyVersion: null,
    };
    const made = {
      registry: '',
      prompt: '',
      plan: plan.sha256,
      outcome: 'answered',
      reason: '',
      answer,
      correct: null,
    };
    const numbers = { sample: 0, seed: 0, reward: null, formatReward: null, answerReward: null, calls: 2, turns: 2 };
    const times = {
      startedAt: '2026-01-01T00:00:00.000Z',
      finishedAt: '2026-01-01T00:00:02.000Z',
      latencyMs: 2_000,
      tainted: false,
    };
    const content = {
      question,
      images: [],
      groundTruth,
      verdict: asJson(verdict),
      trajectory,
    };
    const spent = { promptTokens: 900, completionTokens: 40, costUsd: 0.001 };
    await results.recordRollout({ id, ...text, ...made, ...numbers, ...times, ...content, ...spent }, []);
  }
}
