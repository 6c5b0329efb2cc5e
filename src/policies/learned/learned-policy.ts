/**
 * @module The embedded policy that is learned: scores every pair and every answer that came back, and takes the best, or in training
 * draws one. It sees features only, never a name.
 */
import { fillInput } from '../../domain/input-template.js';
import { MaestroError } from '../../domain/errors.js';
import { decidableOf, labelOf, type Choice, type Decidable } from '../../learning/actions.js';
import { bestOption, sampleOption, type Chosen } from '../../learning/choose.js';
import type { DecisionSample } from '../../learning/groups.js';
import { learnTaskOf } from '../../learning/learn-task.js';
import type { ScoreModel } from '../../learning/model.js';
import type { RecordIndex } from '../../learning/records.js';
import { viewTask } from '../../learning/task-view.js';
import { UNKNOWN, answerWith, callPair } from '../local-decision.js';
import { localPolicy } from '../local-policy.js';
import type { Policy, PolicyContext, PolicyDecision } from '../policy.js';
import { observedOf, type KeyOf } from './observe.js';
import { pairPool, type PairPool } from './pair-pool.js';

/** A checkpoint, ready to decide. */
export interface LoadedCheckpoint {
  readonly model: ScoreModel;
  readonly weights: readonly number[];
  readonly records: RecordIndex;
}

export interface LearnedDeps {
  /** By its hash. @throws MaestroError NOT_FOUND, BLOB_CORRUPT, INVALID_INPUT for one that does not fit this version */
  readonly load: (checkpoint: string) => Promise<LoadedCheckpoint>;
  readonly keyOf: KeyOf;
}

/** @param checkpoint hash; empty or the beginning of one until `prepare` has pinned which it is */
export function learnedPolicy(checkpoint: string, { load, keyOf }: LearnedDeps): Policy {
  return {
    ...localPolicy(checkpoint === '' ? 'learned' : `learned:${checkpoint}`, () => undecided(checkpoint)),
    decide: async (context) => {
      if (!/^[0-9a-f]{64}$/.test(checkpoint)) return undecided(checkpoint);
      return decide(await load(checkpoint), keyOf, context);
    },
  };
}

function undecided(checkpoint: string): never {
  throw new MaestroError(
    'INTERNAL',
    `A plan names the policy learned:${checkpoint}, not a whole hash: prepare pins it.`,
  );
}

async function decide(loaded: LoadedCheckpoint, keyOf: KeyOf, context: PolicyContext): Promise<PolicyDecision> {
  const { task, snapshot, turns, callsLeft, moneyLeft, training } = context;
  const pool = pairPool(snapshot, task, training);
  const observed = await observedOf(task, turns, pool, keyOf);
  const learnTask = learnTaskOf(task);
  const view =
    pool.pool === undefined ? { task: learnTask, pairs: [] } : viewTask(pool.pool, learnTask, loaded.records);
  const budget = { callsLeft, maxCalls: callsLeft + turns.length, moneyLeft };
  const decidable = decidableOf(view, observed, budget);
  if (decidable.options.length === 0) return answerWith(UNKNOWN, 'No answer came back, and nothing is left to call.');
  const chosen = choose(loaded, decidable, context);
  const option = decidable.options[chosen.index];
  if (option === undefined) throw new MaestroError('INTERNAL', `Option ${chosen.index} was chosen, which is none.`);
  const decision = decisionOf(option.choice, task.question, pool, whyOf(chosen, decidable, training !== undefined));
  return training === undefined ? decision : { ...decision, sample: sampleOf(decidable, option.choice, chosen) };
}

function choose({ model, weights }: LoadedCheckpoint, decidable: Decidable, { task, turn, training }: PolicyContext) {
  if (training === undefined) return bestOption(model, weights, decidable);
  const { run, step, member, exploration } = training;
  return sampleOption(model, weights, decidable, exploration, { run, step, task: task.id, member, turn });
}

function decisionOf(choice: Choice, question: string, { pairs }: PairPool, why: string): PolicyDecision {
  if (choice.kind === 'answer') return answerWith(choice.text, why);
  const pair = pairs.get(choice.pair);
  if (pair === undefined) throw new MaestroError('INTERNAL', `The pair ${choice.pair} was offered and is none.`);
  return callPair(pair, fillInput(choice.input, question), why);
}

function whyOf({ propensity }: Chosen, { options }: Decidable, isDrawn: boolean): string {
  return isDrawn
    ? `Drawn from ${options.length} options with probability ${propensity.toFixed(3)}.`
    : `The best of ${options.length} options.`;
}

function sampleOf(
  { context, options }: Decidable,
  choice: Choice,
  { index: chosen, propensity }: Chosen,
): DecisionSample {
  return {
    context,
    options: options.map(({ features }) => ({ features })),
    ...{ chosen, label: labelOf(choice), propensity },
  };
}
