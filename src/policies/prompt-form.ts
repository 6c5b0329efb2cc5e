/** @module The two forms in which a chat policy acts, and how each is explained and shown to it. */
import { printDecision } from '../domain/action.js';
import type { Skill } from '../domain/registry.js';
import type { Pair } from './pairs.js';

export interface PromptForm {
  readonly rules: string;
  readonly answer: string;
  /** An example of a call. */
  call(pair: Pair, input: string): string;
  /** An example of an answer. */
  reply(text: string): string;
}

export const EXAMPLE_ANSWERS = ['7', 'B', 'Yes'] as const;

/** A concrete input for a skill; the words are plain enough not to be copied into a real call by mistake. */
export function exampleInput(skill: Skill): string {
  const topic = skill.keywords[0];
  const about = topic === undefined ? '' : ` The question is about "${topic}".`;
  return skill.needsImage
    ? `Look at the picture and give me only the result.${about}`
    : `Work this out and give me only the result.${about}`;
}

export function formFor(kind: 'tags' | 'tools'): PromptForm {
  return kind === 'tags' ? TAGS : TOOLS;
}

const INPUT_RULES =
  '- The input is all that the expert is told; the images of the task go with every call by themselves. State in full what you want to know, with the numbers and words of the question: some experts are programs.';
const ANSWER_RULES =
  'Give only the result, in the form that the question asks for: a number, a letter, a word, a name. Never leave it empty, and add no explanation.';

const TAGS: PromptForm = {
  rules: [
    'In each turn write one short thought and then exactly one action, either a call',
    '<search>Model@@Skill: input</search>',
    'or the answer',
    '<answer>result</answer>',
    '- Write the pair exactly as it is listed, then a colon, then the input.',
    INPUT_RULES,
    '- Put thoughts between <think> and </think>, a sentence or two about which expert fits. An action inside a thought does not count.',
    '- Nothing after the first action is read, and no tag may stand inside an action.',
  ].join('\n'),
  answer: ANSWER_RULES,
  call: (pair, input) =>
    printDecision({
      think: `This calls for ${pair.skill.id}, and ${pair.model.id} can do it.`,
      action: { kind: 'call', model: pair.model.id, skill: pair.skill.id, input },
    }),
  reply: (text) => printDecision({ think: 'The replies suffice.', action: { kind: 'answer', text } }),
};

const TOOLS: PromptForm = {
  rules: [
    'In each turn call exactly one tool: call_expert with a pair and an input, or answer with the result. Plain text does nothing.',
    '- Write the pair exactly as it is listed.',
    INPUT_RULES,
    '- If you call several tools at once, only the first counts.',
  ].join('\n'),
  answer: ANSWER_RULES,
  call: (pair, input) => `call_expert ${JSON.stringify({ pair: pair.name, input })}`,
  reply: (text) => `answer ${JSON.stringify({ answer: text })}`,
};
