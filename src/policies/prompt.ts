/** @module The system prompt of chat policies, generated from the registry snapshot: the same snapshot, the same text. */
import { MaestroError } from '../domain/errors.js';
import { clip } from '../domain/escape.js';
import { pairName, type Model, type RegistrySnapshot, type Skill } from '../domain/registry.js';
import { allPairs, type Pair } from './pairs.js';
import { EXAMPLE_ANSWERS, exampleInput, formFor, type PromptForm } from './prompt-form.js';

/** Characters; about 6,000 tokens. */
export const PROMPT_BUDGET = 24_000;

/** How much is said of each skill and model: characters per field, and examples. Tried from the top until the text fits. */
const DETAILS = [
  { field: 600, examples: 4 },
  { field: 160, examples: 3 },
  { field: 60, examples: 2 },
  { field: 0, examples: 1 },
] as const;
type Detail = (typeof DETAILS)[number];

/**
 * Builds the prompt from the pairs that may be called now; descriptions are shortened, and at last left out, to keep to the budget.
 * @throws MaestroError POLICY_FAILED when there is no pair, or when not even the names fit
 */
export function buildPrompt(snapshot: RegistrySnapshot, kind: 'tags' | 'tools', budget = PROMPT_BUDGET): string {
  const pairs = allPairs(snapshot);
  if (pairs.length === 0) {
    throw new MaestroError('POLICY_FAILED', 'The registry has no pair that may be called now; see "maestro doctor".');
  }
  for (const detail of DETAILS) {
    const prompt = render(pairs, formFor(kind), detail);
    if (prompt.length <= budget) return prompt;
  }
  throw new MaestroError(
    'POLICY_FAILED',
    `The names of the ${pairs.length} pairs alone exceed the prompt's budget of ${budget} characters. Disable some models or skills.`,
  );
}

function render(pairs: readonly Pair[], form: PromptForm, detail: Detail): string {
  const skills = [...new Set(pairs.map((pair) => pair.skill))];
  const models = [...new Set(pairs.map((pair) => pair.model))];
  return [
    'You lead a team of experts. Do not work the task out yourself: choose which expert to ask, read its reply, and answer as soon as the replies suffice.',
    `# Skills\n${skills.map((skill) => describeSkill(skill, detail)).join('\n')}`,
    `# Models\n${models.map((model) => describeModel(model, detail)).join('\n')}`,
    `# Pairs\nOnly these pairs of model and skill exist:\n${skills.map((skill) => pairsOf(skill, pairs)).join('\n')}`,
    `# How to act\n${form.rules}`,
    `# Replies\n${REPLIES}`,
    `# The answer\n${form.answer}`,
    `# Examples of form\n${examples(pairs, form, detail.examples)}`,
  ].join('\n\n');
}

const REPLIES = [
  '- Each reply comes back to you as information. A number such as "(confidence 0.90)" is how sure the expert is, from 0 to 1.',
  '- "The expert cannot answer" means that this pair is the wrong one for the question: try another.',
  '- A reply that begins with a word in brackets, such as [unavailable], [timed_out] or [unknown_name], is a failure and holds no knowledge.',
  '- If a reply is doubtful, ask another pair and compare. Calls are limited; you are told how many are left, and when you must answer.',
].join('\n');

function describeSkill(skill: Skill, { field }: Detail): string {
  const facts = [
    skill.summary,
    labelled('Use it for', skill.whenToUse),
    skill.needsImage ? 'Works on images.' : 'Works on text alone.',
    labelled('Limits', skill.limits),
  ];
  return line(skill.id, facts, field);
}

function describeModel(model: Model, { field }: Detail): string {
  const facts = [model.strengths, labelled('Choose it', model.whenToChoose), labelled('Limits', model.limits)];
  return line(model.id, facts, field);
}

function labelled(label: string, text: string): string {
  return text === '' ? '' : `${label}: ${text}`;
}

function line(id: string, facts: readonly string[], field: number): string {
  const said = facts.filter((fact) => fact !== '').map((fact) => clip(fact.replace(/\s+/g, ' ').trim(), field));
  return field === 0 ? `- ${id}` : `- ${id}: ${said.join(' ')}`;
}

function pairsOf(skill: Skill, pairs: readonly Pair[]): string {
  const names = pairs.filter((pair) => pair.skill === skill).map((pair) => pairName(pair.model.id, skill.id));
  return `- ${names.join(', ')}`;
}

/** One call for each of the first skills, by its first model, then the answers. */
function examples(pairs: readonly Pair[], form: PromptForm, count: number): string {
  const firsts = pairs.filter((pair, index) => pairs.findIndex((other) => other.skill === pair.skill) === index);
  return [
    ...firsts.slice(0, count).map((pair) => form.call(pair, exampleInput(pair.skill))),
    ...EXAMPLE_ANSWERS.map((answer) => form.reply(answer)),
  ].join('\n');
}
