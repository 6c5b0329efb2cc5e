/** @module Policies that write tags: `chat`, and `chat-2605` with the transcript of the reference system. */
import { parseDecision, printAction, printDecision, type Decision } from '../domain/action.js';
import { clip } from '../domain/escape.js';
import { informationBlock, type TranscriptTurn } from '../domain/transcript.js';
import type { ChatMessage, ChatReply } from '../experts/openai/chat-types.js';
import type { ChatStyle } from './chat-policy.js';
import { callsNote } from './calls-note.js';
import { sampling2605 } from './preset-2605.js';
import { STOP_TAGS, restoreStop } from './restore-stop.js';

/** Characters of an earlier thought, or of an earlier malformed generation, that are shown to the model again. */
const MAX_SHOWN = 1_000;

/** Decisions are printed anew, so that the model sees what counted of its own words, in the form it should keep to. */
export const TAG_STYLE: ChatStyle = {
  kind: 'chat',
  reminder: '',
  history: ({ turns }) => turns.flatMap((turn) => exchangeOf(turn, shownDecision(turn.decision))),
  note: (context) => callsNote(context, 'Write <answer>...</answer>.'),
  options: () => ({ stop: STOP_TAGS }),
  read: readTags,
  adviceOn: () => '',
};

/**
 * Characters that stand for the reference's 200 tokens in front of the first call. Tokens are not to be had here: a chat endpoint
 * takes text, and its tokenizer is unknown; English text of this kind has about four characters a token.
 */
const KEPT_PREFIX = 800;

/**
 * The transcript on which the reference's checkpoint was trained: of its first completion the last 200 tokens before the action
 * and the action, of later ones the action alone; an observation is a bare user turn; no stop strings, no word about calls left.
 * Different from the reference: the server's chat template writes the turn headers (they can't be left out through a chat
 * endpoint), an answer in the first turn counts, the first complete action counts in every turn, and a malformed completion is
 * kept and answered instead of being dropped and sampled again.
 */
export const STYLE_2605: ChatStyle = {
  ...TAG_STYLE,
  kind: 'chat-2605',
  reminder:
    'Decide only which kind of question this is, and which model and skill are made for it; do not think at length, and leave the solving to them.',
  history: ({ turns }) => turns.flatMap((turn, index) => exchangeOf(turn, keptDecision(turn.decision, index === 0))),
  note: () => '',
  options: sampling2605,
};

function exchangeOf({ observation }: TranscriptTurn, said: string): readonly ChatMessage[] {
  return [
    { role: 'assistant', text: said },
    { role: 'user', text: informationBlock(observation) },
  ];
}

function shownDecision(decision: Decision): string {
  if (decision.action.kind === 'malformed') return malformedText(decision);
  return printDecision({ think: clip(decision.think, MAX_SHOWN), action: decision.action });
}

/** Some servers refuse an empty message. */
function malformedText({ text }: Decision): string {
  return text.trim() === '' ? '(nothing)' : clip(text, MAX_SHOWN);
}

function keptDecision(decision: Decision, isFirst: boolean): string {
  const { action, text } = decision;
  if (action.kind === 'malformed') return malformedText(decision);
  const block = printAction(action);
  if (!isFirst) return block;
  // A parsed decision ends with its action, and no other tag stands in that: the last opening tag is the action's.
  const start = text.lastIndexOf(action.kind === 'call' ? '<search>' : '<answer>');
  return text.slice(Math.max(0, start - KEPT_PREFIX), Math.max(0, start)) + block;
}

function readTags(reply: ChatReply): Decision {
  const decision = parseDecision(restoreStop(reply));
  // The server took the thoughts out, and nothing was left: the model never came to an action.
  const onlyThought = reply.text.trim() === '' && reply.reasoning !== '';
  return onlyThought ? { ...decision, action: { kind: 'malformed', reason: 'unfinished_think' } } : decision;
}
