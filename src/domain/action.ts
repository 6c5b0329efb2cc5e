/**
 * @module The action grammar: how a policy that writes tags says what it does.
 *
 * `<think>...</think>` then one of `<search>Model@@Skill: input</search>` and `<answer>text</answer>`. The first complete
 * action counts and the generation is cut at its end. Tags inside a think block are no actions. Nothing is re-sampled:
 * a generation without a valid action is a malformed decision, which the policy is told about and which costs a turn.
 */
import { containsTag, cut, escapeTags } from './escape.js';

export type MalformedReason =
  | 'no_action'
  | 'unfinished_think'
  | 'nested_tags'
  | 'missing_pair_separator'
  | 'missing_input_separator'
  | 'empty_model'
  | 'empty_skill'
  | 'empty_input'
  | 'empty_answer'
  | 'too_long'
  | 'invalid_tool_call';

export type Action =
  | { readonly kind: 'call'; readonly model: string; readonly skill: string; readonly input: string }
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'malformed'; readonly reason: MalformedReason };

/** What a policy decided, with what it wrote. */
export interface Decision {
  readonly think: string;
  readonly action: Action;
  /** The generation as it came, cut at the end of its action and at {@link MAX_GENERATION} characters. */
  readonly text: string;
}

/** Characters. A generation beyond it is cut before it is parsed; an action must fit. */
export const MAX_GENERATION = 65_536;
export const MAX_INPUT = 8_192;
export const MAX_ANSWER = 4_096;
const MAX_NAME = 128;

const THINK_OPEN = '<think>';
const THINK_CLOSE = '</think>';
const BLOCKS = { search: ['<search>', '</search>'], answer: ['<answer>', '</answer>'] } as const;

/**
 * Parses one generation of a tag-writing policy. Never throws, whatever the text.
 * @param thinkOpened the chat template has opened the think block already (thinking models), so text begins inside it
 */
export function parseDecision(generation: string, options: { readonly thinkOpened?: boolean } = {}): Decision {
  const text = cut(generation, MAX_GENERATION);
  const thinking = skipThinking(text, options.thinkOpened ?? false);
  if (thinking === undefined) {
    return { think: text.replace(THINK_OPEN, '').trim(), action: malformed('unfinished_think'), text };
  }
  const block = firstCompleteBlock(text, thinking.end);
  if (block === undefined) return { think: thinking.think, action: malformed('no_action'), text };
  return { think: thinking.think, action: parseBlock(block.name, block.body), text: text.slice(0, block.end) };
}

/** Writes a decision in the grammar. Tags in free text are escaped, so that parsing gives the same action back. */
export function printDecision(decision: Pick<Decision, 'think' | 'action'>): string {
  const think = decision.think === '' ? '' : `${THINK_OPEN}${escapeTags(decision.think)}${THINK_CLOSE}\n`;
  return think + printAction(decision.action);
}

export function printAction(action: Action): string {
  switch (action.kind) {
    case 'call':
      return `<search>${action.model}@@${action.skill}: ${escapeTags(action.input)}</search>`;
    case 'answer':
      return `<answer>${escapeTags(action.text)}</answer>`;
    case 'malformed':
      return '';
  }
}

/** What a malformed decision is answered with; the caller adds the names that may be used. */
export function describeMalformed(reason: MalformedReason): string {
  return MALFORMED_TEXT[reason];
}

const MALFORMED_TEXT: Record<MalformedReason, string> = {
  no_action: 'The decision held no complete action.',
  unfinished_think: 'The think block was never closed, so there was no action.',
  nested_tags: 'The action held another tag. Write one plain action.',
  missing_pair_separator: 'The call had no "@@" between model and skill.',
  missing_input_separator: 'The call had no ":" between the pair and its input.',
  empty_model: 'The call named no model before "@@".',
  empty_skill: 'The call named no skill after "@@".',
  empty_input: 'The call had no input after ":".',
  empty_answer: 'The answer was empty.',
  too_long: `The action was too long (an input may have ${MAX_INPUT} characters, an answer ${MAX_ANSWER}).`,
  invalid_tool_call: 'The tool call was not valid.',
};

function malformed(reason: MalformedReason): Action {
  return { kind: 'malformed', reason };
}

/** Where thinking ends, or undefined when it never does. A lone closing tag ends thinking that the template opened. */
function skipThinking(text: string, opened: boolean): { readonly think: string; readonly end: number } | undefined {
  const open = text.indexOf(THINK_OPEN);
  const close = text.indexOf(THINK_CLOSE);
  const startsInside = opened || (close >= 0 && (open < 0 || close < open));
  const firstAction = Math.min(
    ...Object.values(BLOCKS).map(([tag]) => (text.includes(tag) ? text.indexOf(tag) : Infinity)),
  );
  // A think block that opens after the first action began is not in front of it: the scan for a block takes over.
  if (!startsInside && (open < 0 || firstAction < open)) return { think: '', end: 0 };
  if (close < 0) return undefined;
  const start = open >= 0 && open < close ? open + THINK_OPEN.length : 0;
  return { think: text.slice(start, close).trim(), end: close + THINK_CLOSE.length };
}

interface Block {
  readonly name: keyof typeof BLOCKS;
  readonly body: string;
  readonly end: number;
}

/** The first block, by its opening tag, that is also closed; later think blocks are jumped over. Linear in the text. */
function firstCompleteBlock(text: string, from: number): Block | undefined {
  const opening = /<(think|search|answer)>/g;
  opening.lastIndex = from;
  const neverClosed = new Set<string>();
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const name = match[1] === 'search' || match[1] === 'answer' ? match[1] : 'think';
    if (neverClosed.has(name)) continue;
    const start = opening.lastIndex;
    const close = name === 'think' ? THINK_CLOSE : BLOCKS[name][1];
    const end = text.indexOf(close, start);
    if (name === 'think') {
      if (end < 0) return undefined;
      opening.lastIndex = end + close.length;
    } else if (end < 0) {
      neverClosed.add(name);
    } else {
      return { name, body: text.slice(start, end), end: end + close.length };
    }
  }
  return undefined;
}

function parseBlock(name: Block['name'], body: string): Action {
  if (containsTag(body)) return malformed('nested_tags');
  return name === 'answer' ? answerAction(body) : parseCall(body);
}

/** An answer from any source; empty or over-long ones are malformed. */
export function answerAction(body: string): Action {
  const text = body.trim();
  if (text === '') return malformed('empty_answer');
  return text.length > MAX_ANSWER ? malformed('too_long') : { kind: 'answer', text };
}

/** A call from its parts; empty or over-long parts are malformed. Names are looked up later, by `selectSkill`. */
export function callAction(parts: { readonly model: string; readonly skill: string; readonly input: string }): Action {
  const model = parts.model.trim();
  const skill = parts.skill.trim();
  const input = parts.input.trim();
  if (model === '') return malformed('empty_model');
  if (skill === '') return malformed('empty_skill');
  if (input === '') return malformed('empty_input');
  if (input.length > MAX_INPUT || model.length > MAX_NAME || skill.length > MAX_NAME) return malformed('too_long');
  return { kind: 'call', model, skill, input };
}

/** `Model@@Skill: input`: the first colon separates pair and input, `@@` must stand left of it. */
function parseCall(body: string): Action {
  const colon = body.indexOf(':');
  const separator = body.indexOf('@@');
  if (separator < 0) return malformed('missing_pair_separator');
  if (colon < 0) return malformed('missing_input_separator');
  if (separator > colon) return malformed('missing_pair_separator');
  return callAction({
    model: body.slice(0, separator),
    skill: body.slice(separator + 2, colon),
    input: body.slice(colon + 1),
  });
}
