/** @module A policy of the product over the table: it is given what a rollout would give it, and its own decisions are played. */
import { hash32 } from '../domain/random.js';
import { pairName, type RegistrySnapshot } from '../domain/registry.js';
import type { TranscriptTurn } from '../domain/transcript.js';
import type { Choice } from '../learning/actions.js';
import type { Policy, PolicyDecision } from '../policies/policy.js';
import { rollout, type Played } from './play.js';
import type { TableTask } from './table.js';

export async function playPolicy(
  entry: TableTask,
  policy: Policy,
  snapshot: RegistrySnapshot,
  maxCalls: number,
): Promise<Played> {
  const run = rollout(entry, { maxCalls });
  const turns: TranscriptTurn[] = [];
  let next = run.next();
  while (next.done !== true) {
    const turn = turns.length + 1;
    const decision = await policy.decide({
      ...{ rolloutId: entry.task.id, task: entry.task, snapshot, turns: [...turns], turn, moneyLeft: 1, prompt: '' },
      callsLeft: Math.max(0, maxCalls - turns.length),
      seed: hash32([0, entry.task.id, 0, turn].join('\u0000')),
      images: () => Promise.resolve([]),
      signal: new AbortController().signal,
    });
    next = run.next(choiceOf(decision));
    const seen = next.done === true ? undefined : next.value.at(-1);
    if (seen === undefined) continue;
    const { status, answer: text, confidence } = seen;
    const observation = { text, confidence: confidence ?? undefined };
    turns.push({ decision, observation: { ...observation, status: status === 'failed' ? 'unavailable' : status } });
  }
  return next.value;
}

function choiceOf({ action }: PolicyDecision): Choice | undefined {
  switch (action.kind) {
    case 'call':
      return { kind: 'call', pair: pairName(action.model, action.skill), input: '' };
    case 'answer':
      return { kind: 'answer', text: action.text };
    case 'malformed':
      return undefined;
  }
}
