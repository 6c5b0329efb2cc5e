/**
 * @module The exact best policy of a world, by backward induction over what can have been observed. It knows the profiles of all
 * experts and the family, and sees what any policy sees: replies, not difficulty and truth. For up to six experts.
 */
import { MaestroError } from '../domain/errors.js';
import type { Choice } from '../learning/actions.js';
import type { Observed } from '../learning/observed.js';
import { dot, sumOf } from '../learning/vector.js';
import { hypothesesOf, likelihood, type Reply } from './likelihood.js';
import { CONFIDENCE, type World } from './world.js';

const MOST_EXPERTS = 6;

export interface BestPolicy {
  /** Expected reward of a task of each family, less the cost of calls. */
  readonly values: readonly number[];
  /** What is best now; undefined: nothing was answered and no call is left. */
  choose(family: number, observed: readonly Observed[]): Choice | undefined;
}

/** A reply of each expert, undefined where it was not called. */
type Replies = readonly (Reply | undefined)[];
type Step = { readonly kind: 'call'; readonly expert: number } | { readonly kind: 'answer'; readonly value: number };
interface Node {
  readonly value: number;
  readonly step: Step | undefined;
}

/** @throws MaestroError INVALID_INPUT for more than six experts: the tree of replies grows too fast */
export function bestPolicy(world: World): BestPolicy {
  const { experts, families } = world;
  if (experts.length > MOST_EXPERTS)
    throw new MaestroError(
      'INVALID_INPUT',
      `The best policy is exact for up to ${MOST_EXPERTS} experts, and there are ${experts.length}: use a bound.`,
    );
  const solvers = families.map((_, family) => solveFamily(world, family));
  const start: Replies = experts.map(() => undefined);
  return {
    values: solvers.map((solve) => solve(start).value),
    choose: (family, observed) => {
      const labels = [...new Set(observed.flatMap(({ status, key }) => (status === 'ok' ? [key] : [])))];
      const replies = experts.map(({ pair }): Reply | undefined => {
        const seen = observed.find((each) => each.pair === pair);
        if (seen === undefined) return undefined;
        if (seen.status !== 'ok') return 'failed';
        return { value: labels.indexOf(seen.key), high: seen.confidence === CONFIDENCE.high };
      });
      const step = solvers[family]?.(replies).step;
      if (step === undefined) return undefined;
      if (step.kind === 'answer') return { kind: 'answer', text: labels[step.value] ?? '' };
      return { kind: 'call', pair: experts[step.expert]?.pair ?? '', input: '' };
    },
  };
}

/** Values are exchangeable, so that replies which differ by their names only are one node. */
function solveFamily(world: World, family: number): (replies: Replies) => Node {
  const { experts, values, maxCalls } = world;
  const hypotheses = hypothesesOf(world);
  const nodes = new Map<string, Node>();
  const priors = hypotheses.map(({ prior }) => prior);
  const columns = new Map<string, readonly number[]>();

  return solve;

  /** The likelihood of a reply under each hypothesis; asked for a great many times. */
  function column(index: number, reply: Reply): readonly number[] {
    const key = reply === 'failed' ? `${index}` : `${index} ${reply.value} ${reply.high}`;
    const expert = experts[index];
    const found =
      columns.get(key) ??
      hypotheses.map((each) => (expert === undefined ? 1 : likelihood(world, expert, family, each, reply)));
    columns.set(key, found);
    return found;
  }

  /** The node of these replies, with its answer in their own naming of values. */
  function solve(replies: Replies): Node {
    const names = namesOf(replies);
    const renamed = replies.map((reply) =>
      reply === undefined || reply === 'failed' ? reply : { ...reply, value: names.indexOf(reply.value) },
    );
    const key = JSON.stringify(renamed.map((reply) => reply ?? null));
    const known = nodes.get(key) ?? evaluate(renamed, names.length);
    nodes.set(key, known);
    const { value, step } = known;
    return step?.kind === 'answer' ? { value, step: { kind: 'answer', value: names[step.value] ?? 0 } } : known;
  }

  function evaluate(replies: Replies, seen: number): Node {
    const weights = replies.reduce<readonly number[]>((product, reply, index) => {
      if (reply === undefined) return product;
      const given = column(index, reply);
      return product.map((weight, place) => weight * (given[place] ?? 0));
    }, priors);
    const total = sumOf(weights);
    let best: Node = { value: seen === 0 ? 0 : -1, step: undefined };
    for (let value = 0; value < seen; value++) {
      const right = sumOf(weights.filter((_, index) => hypotheses[index]?.truth === value)) / total;
      if (right > best.value) best = { value: right, step: { kind: 'answer', value } };
    }
    const called = replies.filter((reply) => reply !== undefined).length;
    if (called >= maxCalls) return best;
    // With nothing to answer a policy must call: there is no giving up while calls are left.
    if (seen === 0) best = { value: -Infinity, step: undefined };
    for (const [index, expert] of experts.entries()) {
      if (replies[index] !== undefined) continue;
      let value = -expert.cost;
      for (const { reply, ways } of possibleReplies(seen, values)) {
        const probability = (ways * dot(weights, 0, column(index, reply))) / total;
        if (probability > 0)
          value += probability * solve(replies.map((each, other) => (other === index ? reply : each))).value;
      }
      if (value > best.value) best = { value, step: { kind: 'call', expert: index } };
    }
    return best;
  }
}

/** Replies that differ in kind; `ways`: how many values a new one stands for. */
function possibleReplies(seen: number, values: number): readonly { readonly reply: Reply; readonly ways: number }[] {
  const kinds = Array.from({ length: Math.min(seen + 1, values) }, (_, value) => value);
  return [
    { reply: 'failed', ways: 1 },
    ...kinds.flatMap((value) =>
      [true, false].map((high) => ({ reply: { value, high }, ways: value < seen ? 1 : values - seen })),
    ),
  ];
}

/** The values in the order in which experts gave them. */
function namesOf(replies: Replies): readonly number[] {
  return [...new Set(replies.flatMap((reply) => (reply === undefined || reply === 'failed' ? [] : [reply.value])))];
}
