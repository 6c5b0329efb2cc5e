/** @module A prompt's template, ready or of a user: LiquidJS without files, code, clock or chance. */
import { readFileSync } from 'node:fs';
import { isMaestroError, MaestroError, messageOf } from '../domain/errors.js';
import { makeEngine } from '../skills/liquid.js';
import type { ChatKind } from './policy-name.js';
import { PROMPT_VARIABLES, type PromptVariables } from './prompt-variables.js';

export const MAX_PROMPT_BYTES = 256 * 1024;

const engine = makeEngine(MAX_PROMPT_BYTES);

/** The files of ready prompts. A tag policy and a tool policy share one; `form` tells them apart. */
const READY: Readonly<Record<ChatKind, string>> = {
  chat: 'chat.liquid',
  'chat-tools': 'chat.liquid',
  'chat-2605': 'chat-2605.liquid',
};

/** The template that a kind of policy uses unless the user gives another. */
export function readyTemplate(kind: ChatKind): string {
  return readFileSync(new URL(`../../assets/prompts/${READY[kind]}`, import.meta.url), 'utf8').trimEnd();
}

/**
 * Fills a template in. Byte for byte: a text without Liquid comes out as it is.
 * @throws MaestroError INVALID_INPUT when it is empty, broken, or reads what is not there; TOO_LARGE
 */
export function renderPrompt(template: string, variables: PromptVariables): string {
  if (Buffer.byteLength(template) > MAX_PROMPT_BYTES) throw tooLarge();
  try {
    const rendered: unknown = engine.parseAndRenderSync(template, variables);
    const text = String(rendered);
    if (Buffer.byteLength(text) > MAX_PROMPT_BYTES) throw tooLarge();
    if (text.trim() === '')
      throw new MaestroError('INVALID_INPUT', 'The prompt is empty: write what the policy is told.');
    return text;
  } catch (error) {
    if (isMaestroError(error)) throw error;
    const reason = messageOf(error);
    if (/limit exceeded/.test(reason)) throw tooLarge(error);
    throw new MaestroError(
      'INVALID_INPUT',
      `The prompt can't be filled in: ${reason}. It may read ${PROMPT_VARIABLES.join(', ')}; text with "{{" or "{%" of its own stands between {% raw %} and {% endraw %}.`,
      { cause: error },
    );
  }
}

/** A text as a template that renders to it. @throws MaestroError INVALID_INPUT for one that no template can hold */
export function literalTemplate(text: string): string {
  if (!/\{\{|\{%/.test(text)) return text;
  if (/\{%-?\s*endraw/.test(text)) {
    throw new MaestroError('INVALID_INPUT', 'The text holds a Liquid tag "endraw": take that out by hand.');
  }
  return `{% raw %}${text}{% endraw %}`;
}

function tooLarge(cause?: unknown): MaestroError {
  return new MaestroError('TOO_LARGE', `The prompt exceeds ${MAX_PROMPT_BYTES} bytes, or takes too long to fill in.`, {
    cause,
  });
}
