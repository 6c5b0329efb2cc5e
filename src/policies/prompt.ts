/** @module The system prompt of chat policies: a template filled in from the registry snapshot. The same snapshot, the same bytes. */
import { MaestroError } from '../domain/errors.js';
import type { RegistrySnapshot } from '../domain/registry.js';
import { estimateTokens } from '../domain/tokens.js';
import { allPairs } from './pairs.js';
import type { ChatKind } from './policy-name.js';
import { readyTemplate, renderPrompt } from './prompt-template.js';
import { promptVariables, type Detail, type PromptVariables } from './prompt-variables.js';

/**
 * Tokens (see `estimateTokens`) that a ready prompt may take. That of chat-2605 leaves room in the 16,384 that its checkpoint
 * was trained with: half of them are for its generations, which get less when pictures and replies need the rest. The shipped pairs on
 * GPUs take 2,000 of them by name alone, and a prompt that only names them tells the policy nothing.
 */
export const PROMPT_TOKENS: Readonly<Record<ChatKind, number>> = {
  chat: 6_000,
  'chat-tools': 6_000,
  'chat-2605': 4_500,
};

/** The prompt takes at most so much of what the policy's model can read at once. */
const SHARE_OF_CONTEXT = 1 / 3;

const FULL: Detail = { field: 600, examples: 5 };
/** Tried from the top until the text fits. */
const DETAILS: readonly Detail[] = [
  FULL,
  { field: 300, examples: 5 },
  { field: 200, examples: 4 },
  { field: 140, examples: 3 },
  { field: 100, examples: 3 },
  { field: 70, examples: 2 },
  { field: 40, examples: 2 },
  { field: 0, examples: 1 },
];

export interface PromptOptions {
  /** The user's own template; it is filled in with full descriptions, and its length is the user's. */
  readonly template?: string | undefined;
  /** What the policy's model can read at once, in tokens. */
  readonly contextTokens?: number | undefined;
}

/**
 * The prompt for the pairs that may be called now. Of a ready one descriptions are shortened, and at last left out, to keep to the
 * budget.
 * @throws MaestroError POLICY_FAILED when there is no pair, or when not even the names fit; for the user's own INVALID_INPUT
 * or TOO_LARGE, see `renderPrompt`
 */
export function buildPrompt(kind: ChatKind, snapshot: RegistrySnapshot, options: PromptOptions = {}): string {
  if (allPairs(snapshot).length === 0) {
    throw new MaestroError('POLICY_FAILED', 'The registry has no pair that may be called now; see "maestro doctor".');
  }
  const fill = (template: string, detail: Detail): string =>
    renderPrompt(template, promptVariables(snapshot, formOf(kind), detail));
  if (options.template !== undefined) return fill(options.template, FULL);
  const budget = budgetOf(kind, options.contextTokens);
  const template = readyTemplate(kind);
  for (const detail of DETAILS) {
    const prompt = fill(template, detail);
    if (estimateTokens(prompt) <= budget) return prompt;
  }
  throw new MaestroError(
    'POLICY_FAILED',
    `The names of the ${allPairs(snapshot).length} pairs alone exceed the prompt's budget of ${budget} tokens. Disable some models or skills.`,
  );
}

function budgetOf(kind: ChatKind, contextTokens = Infinity): number {
  return Math.min(PROMPT_TOKENS[kind], Math.floor(contextTokens * SHARE_OF_CONTEXT));
}

function formOf(kind: ChatKind): PromptVariables['form'] {
  return kind === 'chat-tools' ? 'tools' : 'tags';
}
