/** @module Rows for tests. */
import type { FailedCallRow } from '../../../src/store/failed-calls.js';
import type { CallRow, RolloutRow, TurnRow } from '../../../src/store/rows.js';

export function call(fields: Partial<CallRow> = {}): CallRow {
  return {
    rolloutId: 'r1',
    turn: 1,
    step: 'ask',
    requestHash: 'hash-1',
    kind: 'ask',
    model: 'GLM',
    status: 'ok',
    body: { text: 'three circles', boxes: [[1, 2.5], []], none: null, yes: true },
    usage: { calls: 1, promptTokens: 812, completionTokens: 40, costUsd: 0.00125 },
    latencyMs: 812.25,
    waitedMs: 12,
    cached: false,
    hedged: false,
    attempt: 1,
    worker: 'w1',
    recordedAt: '2026-08-01T10:00:00.000Z',
    ...fields,
  };
}

export function failedCall(fields: Partial<FailedCallRow> = {}): FailedCallRow {
  return {
    rolloutId: 'r1',
    turn: 1,
    step: 'ask',
    execution: 'run 7',
    attempt: 1,
    requestHash: 'hash-1',
    kind: 'ask',
    model: 'GLM',
    code: 'EXPERT_MALFORMED',
    reason: 'no valid chat completion',
    usage: { calls: 1, promptTokens: 30, completionTokens: 7, costUsd: 0.0005 },
    latencyMs: 90,
    worker: 'w1',
    failedAt: '2026-08-01T10:00:00.500Z',
    ...fields,
  };
}

export function rollout(fields: Partial<RolloutRow> = {}): RolloutRow {
  return {
    id: 'r1',
    suite: 'blindtest',
    dataset: null,
    batch: '',
    taskId: 't1',
    sample: 0,
    seed: 7,
    family: 'circles',
    dataSource: 'blindtest',
    policy: 'keyword',
    policyVersion: null,
    registry: 'a'.repeat(64),
    prompt: 'b'.repeat(64),
    plan: 'c'.repeat(64),
    outcome: 'answered',
    reason: '',
    answer: '3',
    correct: true,
    reward: 1,
    formatReward: 0,
    answerReward: 1,
    calls: 2,
    turns: 2,
    promptTokens: 900,
    completionTokens: 50,
    costUsd: 0.002,
    startedAt: '2026-08-01T10:00:00.000Z',
    finishedAt: '2026-08-01T10:00:02.500Z',
    latencyMs: 2500,
    tainted: false,
    question: 'How many circles are there?',
    images: [{ sha256: 'd'.repeat(64), bytes: 1234, mime: 'image/png', width: 64, height: 48 }],
    groundTruth: ['3', 'three'],
    verdict: { correct: true, rule: 'number' },
    trajectory: { turns: [{ turn: 1 }] },
    ...fields,
  };
}

export function turn(fields: Partial<TurnRow> = {}): TurnRow {
  return {
    rolloutId: 'r1',
    turn: 1,
    action: 'call',
    pair: 'Raster@@Geometry',
    solver: 'circles',
    route: 'keyword circles 3',
    status: 'ok',
    note: '',
    summary: '3 (0.97)',
    confidence: 0.97,
    decision: { think: 'look', model: 'Raster' },
    observation: { text: '3' },
    calls: 1,
    promptTokens: 0,
    completionTokens: 0,
    costUsd: 0,
    startedAt: '2026-08-01T10:00:01.000Z',
    latencyMs: 31.5,
    ...fields,
  };
}
