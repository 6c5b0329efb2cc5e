/** @module Policy contexts for tests: a task, and turns that came back as wished. */
import { callAction } from '../../src/domain/action.js';
import type { ExpertImage } from '../../src/domain/expert.js';
import type { ImageRef } from '../../src/domain/ref.js';
import type { PreparedTask } from '../../src/domain/task.js';
import type { Observation, ObservationStatus, TranscriptTurn } from '../../src/domain/transcript.js';
import type { PolicyContext } from '../../src/policies/policy.js';
import { smallSnapshot } from './snapshot.js';

/** A one-pixel PNG. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
export const PIXEL_REF: ImageRef = {
  sha256: 'ab'.repeat(32),
  bytes: PIXEL.length,
  mime: 'image/png',
  width: 1,
  height: 1,
};
export const PIXEL_IMAGE: ExpertImage = { ref: PIXEL_REF, bytes: PIXEL };

export function task(fields: Partial<PreparedTask> = {}): PreparedTask {
  return {
    id: 't1',
    question: 'How many circles are there?',
    images: [PIXEL_REF],
    dataSource: 'exact',
    groundTruth: ['3'],
    family: '',
    ...fields,
  };
}

export function context(fields: Partial<PolicyContext> = {}): PolicyContext {
  const turns = fields.turns ?? [];
  return {
    rolloutId: 'r1',
    task: task(),
    snapshot: smallSnapshot(),
    turns,
    turn: turns.length,
    callsLeft: 4 - turns.length,
    moneyLeft: 1,
    seed: 7,
    images: () => Promise.resolve([PIXEL_IMAGE]),
    prompt: 'You are the policy.',
    signal: new AbortController().signal,
    ...fields,
  };
}

/** A turn that called a pair and got the observation. */
export function called(pair: string, status: ObservationStatus, text = '', confidence?: number): TranscriptTurn {
  const [model = '', skill = ''] = pair.split('@@');
  const observation: Observation = { status, text, confidence };
  return {
    decision: { think: '', action: callAction({ model, skill, input: 'the question' }), text: '' },
    observation,
  };
}

/** For policies that are not learned. */
export const NOTHING_LEARNED = {
  load: () => Promise.reject(new Error('no checkpoint is needed here')),
  keyOf: () => Promise.reject(new Error('no answer is read here')),
};
