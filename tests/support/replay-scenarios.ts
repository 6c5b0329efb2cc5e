/** @module The rollouts whose histories are kept for replay: each way through the workflow once. */
import { MaestroError } from '../../src/domain/errors.js';
import { NO_USAGE } from '../../src/domain/expert.js';
import type { RolloutInput } from '../../src/domain/task.js';
import { answers, calls, writes } from './policy-scripts.js';
import { pixels } from './pixels.js';
import { featureReply, rigSnapshot } from './rig-snapshot.js';
import { answer, type RigOptions } from './rollout-rig.js';

export interface Scenario {
  readonly name: string;
  readonly input: RolloutInput;
  /** What is done to it while the slow expert hangs. */
  readonly interrupt?: 'cancel' | 'abort';
  /** A person's verdict is sent while it waits for one. */
  readonly review?: true;
}

function ask(policy: string, pair = '', fields: Partial<RolloutInput> = {}): RolloutInput {
  return { task: { id: `${policy}-${pair}`, question: 'q', family: pair, ground_truth: 'quick:q' }, policy, ...fields };
}

function judged(seconds: number): Partial<RolloutInput> {
  return {
    task: { id: `judged-${seconds}`, question: 'q', family: 'Quick@@Plain' },
    check: { judge: 'Slow', review_seconds: seconds, review_default: 'wrong' },
  };
}

/** Two pictures, one of which the caption declines. */
function withImages(input: RolloutInput): RolloutInput {
  return { ...input, task: { ...input.task, images: [pixels(1), pixels(2)] } };
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'answered-quick', input: ask('once', 'Quick@@Plain') },
  { name: 'answered-regular', input: ask('once', 'Slow@@Plain') },
  { name: 'answered-regular-policy', input: ask('slow-once', 'Quick@@Plain') },
  { name: 'parallel-steps', input: ask('once', 'Quick@@Chain') },
  { name: 'repair', input: ask('once', 'Quick@@Repair') },
  { name: 'route', input: ask('once', 'Slow@@Routed') },
  { name: 'optional-evidence', input: withImages(ask('once', 'Quick@@Evidence')) },
  { name: 'paced', input: ask('once', 'Quick@@Plain', { pace_ms: 50 }) },
  // Its local activities take over a second: they are cut by timers.
  { name: 'long-chain', input: ask('ponderous') },
  // Its pauses between attempts grow until they are timers.
  { name: 'store-away', input: ask('store-away', 'Quick@@Plain') },
  { name: 'unknown-name', input: ask('once', 'Nobody@@Plain') },
  { name: 'stand-in', input: ask('once', 'Shaky@@Plain') },
  { name: 'expert-fails', input: ask('once', 'Slow@@Look') },
  { name: 'expert-rejects', input: ask('rejected') },
  { name: 'malformed', input: ask('gibberish') },
  { name: 'turn-limit', input: ask('endless', '', { limits: { max_calls: 2 } }) },
  { name: 'budget', input: ask('endless', '', { limits: { max_tokens: 100 } }) },
  { name: 'wall-time', input: ask('hangs', '', { limits: { max_seconds: 2 } }) },
  { name: 'policy-failed', input: ask('slow-broken') },
  { name: 'cancelled', input: ask('hangs'), interrupt: 'cancel' },
  { name: 'aborted', input: ask('hangs', 'x'), interrupt: 'abort' },
  // The stand-in judge gives no verdict, so a person is waited for, or the default taken.
  { name: 'judged', input: ask('once', 'Quick@@Plain', judged(0.2)) },
  { name: 'reviewed', input: ask('once', 'Quick@@Plain', judged(600)), review: true },
  // A client may submit anything.
  { name: 'bad-input', input: { ...ask('once'), task: { id: 'bad', question: '' } } },
];

/** Attempts of the first decision of `store-away`: the pause after the fifth is over a second. */
let attempts = 0;

export const SCENARIO_RIG: RigOptions = {
  snapshot: rigSnapshot(),
  experts: {
    Quick: (request) =>
      featureReply(request) ??
      answer(`quick:${request.text}`, { usage: { ...NO_USAGE, calls: 1, promptTokens: 60, completionTokens: 60 } }),
    Shaky: () => {
      throw new MaestroError('EXPERT_UNAVAILABLE', 'connection refused');
    },
    Slow: (request) => {
      const { text, signal } = request;
      const feature = featureReply(request);
      if (feature !== undefined) return feature;
      if (text.includes('reject')) throw new MaestroError('EXPERT_REJECTED', '400 image too large');
      if (!text.includes('hang')) return answer(`slow:${text}`);
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () =>
          reject(signal.reason instanceof Error ? signal.reason : new Error('aborted')),
        );
      });
    },
  },
  policies: {
    once: ({ turns, task }) => (turns.length === 0 ? calls(task.family) : answers('quick:q')),
    'slow-once': ({ turns, task }) => (turns.length === 0 ? calls(task.family) : answers('quick:q')),
    rejected: ({ turns }) => (turns.length === 0 ? calls('Slow@@Plain', 'reject') : answers('quick:q')),
    hangs: () => calls('Slow@@Plain', 'hang'),
    ponderous: async ({ turns }) => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      return turns.length < 3 ? calls('Quick@@Plain') : answers('quick:q');
    },
    'store-away': ({ turns, task }) => {
      if (++attempts <= 5) throw new MaestroError('STORE_UNAVAILABLE', 'the disk is full');
      return turns.length === 0 ? calls(task.family) : answers('quick:q');
    },
    endless: () => calls('Quick@@Plain'),
    gibberish: ({ turns }) => (turns.length < 2 ? writes('hm') : answers('42')),
    'slow-broken': () => {
      throw new MaestroError('POLICY_FAILED', 'the endpoint answers 401: check the key');
    },
  },
};
