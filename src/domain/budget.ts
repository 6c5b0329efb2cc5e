/** @module The budget of a batch: what may be spent, what is spent, what calls that are under way may still cost. Pure. */
import type { Usage } from './expert.js';
import type { Model } from './registry.js';

/** What a whole batch may spend; what is left out is not limited. One spelling for command line, plain JSON and TypeScript. */
export interface Budget {
  /** US dollars, by the prices of the registry. */
  readonly usd?: number;
  /** Prompt and completion tokens together. */
  readonly tokens?: number;
  /** Calls of experts, judges and chat policies. */
  readonly calls?: number;
  /** Wall time since the batch began, pauses included. */
  readonly hours?: number;
}

/** Money, tokens and calls: of one call, or of many. */
export interface Spend {
  readonly usd: number;
  readonly tokens: number;
  readonly calls: number;
}

export const NO_SPEND: Spend = { usd: 0, tokens: 0, calls: 0 };
const KINDS = ['usd', 'tokens', 'calls'] as const satisfies readonly (keyof Spend)[];

export function addSpend(a: Spend, b: Spend): Spend {
  return { usd: a.usd + b.usd, tokens: a.tokens + b.tokens, calls: a.calls + b.calls };
}

export function spendOf({ costUsd, promptTokens, completionTokens, calls }: Usage): Spend {
  return { usd: costUsd, tokens: promptTokens + completionTokens, calls };
}

/** What decides about a call: `open` may still be spent by calls that are under way. */
export interface Account {
  readonly budget: Budget;
  readonly settled: Spend;
  readonly open: Spend;
}

export type Admission =
  | { readonly kind: 'granted' }
  /** There is room once calls that are under way have cost less than they might. */
  | { readonly kind: 'held'; readonly why: string }
  /** There is none, whatever they cost. */
  | { readonly kind: 'spent'; readonly why: string };

/** May a call that costs at most `ask` be made? */
export function admit({ budget, settled, open }: Account, ask: Spend): Admission {
  const most = addSpend(settled, ask);
  const spent = KINDS.find((kind) => exceeds(most[kind], budget[kind]));
  if (spent !== undefined) return { kind: 'spent', why: shortage(spent, budget, settled, ask) };
  const all = addSpend(most, open);
  const held = KINDS.find((kind) => exceeds(all[kind], budget[kind]));
  return held === undefined ? { kind: 'granted' } : { kind: 'held', why: shortage(held, budget, settled, ask) };
}

function exceeds(value: number, limit: number | undefined): boolean {
  return limit !== undefined && value > limit;
}

/** How the reason of a pause begins whose cause is the budget. */
export const BUDGET_USED_UP = 'the budget of the batch is used up';

function shortage(kind: keyof Spend, budget: Budget, settled: Spend, ask: Spend): string {
  const limit = budget[kind] ?? 0;
  const of = `${amount(kind, settled[kind])} of ${amount(kind, limit)} spent`;
  return `${BUDGET_USED_UP}: ${of}, and the next call may take ${amount(kind, ask[kind])}`;
}

/** `$0.25`, `1200 tokens`, `1 call`, `2 hours` */
export function amount(kind: keyof Budget, value: number): string {
  if (kind === 'usd') return `$${Number(value.toFixed(6))}`;
  const number = kind === 'hours' ? Number(value.toPrecision(3)) : Math.round(value);
  return `${number} ${number === 1 ? kind.slice(0, -1) : kind}`;
}

/** The limits of which at least this share is settled. */
const NEAR = 0.8;

/** What is spent to 80 % or more, in the words of a notification. */
export function nearlySpent({
  budget,
  settled,
}: Omit<Account, 'open'>): readonly { readonly kind: keyof Spend; readonly limit: number; readonly text: string }[] {
  return KINDS.flatMap((kind) => {
    const limit = budget[kind];
    if (limit === undefined || settled[kind] < NEAR * limit) return [];
    return [{ kind, limit, text: `${amount(kind, settled[kind])} of ${amount(kind, limit)} spent` }];
  });
}

const LIMITS = ['usd', 'tokens', 'calls', 'hours'] as const satisfies readonly (keyof Budget)[];

/** Why this is no change of that budget: a budget is only raised, or set where there was none. Undefined: it is one. */
export function faultOfRaise(before: Budget, change: unknown): string | undefined {
  if (typeof change !== 'object' || change === null) return 'a budget is an object with usd, tokens, calls or hours';
  const given = new Map<string, unknown>(Object.entries(change));
  const unknown = [...given.keys()].find((name) => !LIMITS.some((known) => known === name));
  if (unknown !== undefined) return `a budget has usd, tokens, calls and hours, not "${unknown}"`;
  if (given.size === 0) return 'say what is raised: usd, tokens, calls or hours';
  for (const name of LIMITS) {
    const value = given.get(name);
    if (value === undefined) continue;
    if (typeof value !== 'number' || !(value > 0) || value > 1e15) return `${name} must be a number above 0`;
    if ((name === 'tokens' || name === 'calls') && !Number.isInteger(value)) return `${name} must be a whole number`;
    const now = before[name];
    if (now !== undefined && value <= now) return `the budget is ${amount(name, now)} already: it can only be raised`;
  }
  return undefined;
}

/** What is limited in either, the change's where both are. */
export function mergeBudgets(before: Budget, change: Budget): Budget {
  return { ...before, ...change };
}

/** Tokens of a chat's frame: roles, markers, tools. */
const FRAME_TOKENS = 512;
/** One for each patch of 14 pixels, which no tokenizer of pictures that we know exceeds, and its markers. */
const PIXELS_PER_TOKEN = 196;
const IMAGE_FRAME_TOKENS = 300;

export interface Asked {
  /** UTF-8 bytes of all that is sent but the images: no tokenizer makes more tokens of them. */
  readonly textBytes: number;
  /** Pixels of each image. */
  readonly images: readonly number[];
  /** Tokens that the reply may have; undefined: the card's. */
  readonly maxTokens: number | undefined;
}

/** The most that one call can cost by its model's card. Engines have no tokens. */
export function worstCase(model: Model, { textBytes, images, maxTokens }: Asked): Spend {
  const { price } = model;
  if (model.provider === 'engine') return { usd: price.perCall, tokens: 0, calls: 1 };
  const { contextTokens = Infinity } = model;
  const completion = Math.min(maxTokens ?? model.maxOutputTokens, contextTokens);
  const pictures = images.reduce((sum, pixels) => sum + Math.ceil(pixels / PIXELS_PER_TOKEN) + IMAGE_FRAME_TOKENS, 0);
  const prompt = Math.min(textBytes + pictures + FRAME_TOKENS, contextTokens);
  const usd = price.perCall + (prompt * price.inputPerMTok + completion * price.outputPerMTok) / 1_000_000;
  return { usd, tokens: prompt + completion, calls: 1 };
}
