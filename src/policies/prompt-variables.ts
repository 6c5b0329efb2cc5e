/** @module What a prompt's template may read: the models, skills and pairs that can be called now, described at some length. */
import { oneLine } from '../domain/escape.js';
import type { Model, RegistrySnapshot, Skill } from '../domain/registry.js';
import { allPairs, type Pair } from './pairs.js';

/** How much is said: characters of each description, and number of examples. */
export interface Detail {
  readonly field: number;
  readonly examples: number;
}

interface SkillVariables {
  readonly id: string;
  readonly summary: string;
  readonly when_to_use: string;
  readonly limits: string;
  readonly needs_image: boolean;
  /** All of it in one line; empty when nothing is to be said. */
  readonly card: string;
  /** `Model@@Skill` */
  readonly pairs: readonly string[];
}

interface ModelVariables {
  readonly id: string;
  readonly strengths: string;
  readonly when_to_choose: string;
  readonly limits: string;
  readonly sees: boolean;
  readonly card: string;
  readonly pairs: readonly string[];
}

/** A call as it could be made. */
interface ExampleVariables {
  readonly pair: string;
  readonly model: string;
  readonly skill: string;
  readonly input: string;
  /** A keyword of the skill; may be empty. */
  readonly topic: string;
}

/** `form`: whether the policy acts by tags or by tool calls. */
export interface PromptVariables {
  readonly form: 'tags' | 'tools';
  readonly skills: readonly SkillVariables[];
  readonly models: readonly ModelVariables[];
  readonly pairs: readonly string[];
  /** One for each of the first skills. */
  readonly examples: readonly ExampleVariables[];
  /** Short answers of three kinds. */
  readonly answers: readonly string[];
}

export const PROMPT_VARIABLES: readonly (keyof PromptVariables)[] = [
  'form',
  'skills',
  'models',
  'pairs',
  'examples',
  'answers',
];

const ANSWERS = ['7', 'B', 'Yes'] as const;

/** Same snapshot, same variables; in registry order. */
export function promptVariables(
  snapshot: RegistrySnapshot,
  form: PromptVariables['form'],
  { field, examples }: Detail,
): PromptVariables {
  const pairs = allPairs(snapshot);
  const say = (text: string): string => (field === 0 ? '' : oneLine(text, field));
  const namesOf = (own: (pair: Pair) => boolean): readonly string[] => pairs.filter(own).map((pair) => pair.name);
  const firsts = pairs.filter((pair, index) => pairs.findIndex((other) => other.skill === pair.skill) === index);
  return {
    form,
    skills: [...new Set(pairs.map((pair) => pair.skill))].map((skill) => ({
      ...describeSkill(skill, say),
      pairs: namesOf((pair) => pair.skill === skill),
    })),
    models: [...new Set(pairs.map((pair) => pair.model))].map((model) => ({
      ...describeModel(model, say),
      pairs: namesOf((pair) => pair.model === model),
    })),
    pairs: pairs.map((pair) => pair.name),
    examples: firsts.slice(0, examples).map(exampleOf),
    answers: ANSWERS,
  };
}

type Say = (text: string) => string;

function describeSkill({ id, summary, whenToUse, limits, needsImage }: Skill, say: Say): Omit<SkillVariables, 'pairs'> {
  const card = [
    say(summary),
    say(labelled('Use it for', whenToUse)),
    say(needsImage ? 'Needs an image.' : 'Needs no image.'),
    say(labelled('Limits', limits)),
  ];
  return {
    id,
    summary: say(summary),
    when_to_use: say(whenToUse),
    limits: say(limits),
    needs_image: needsImage,
    card: card.filter((fact) => fact !== '').join(' '),
  };
}

function describeModel(model: Model, say: Say): Omit<ModelVariables, 'pairs'> {
  const { id, strengths, whenToChoose, limits, modalities } = model;
  const card = [say(strengths), say(labelled('Choose it', whenToChoose)), say(labelled('Limits', limits))];
  return {
    id,
    strengths: say(strengths),
    when_to_choose: say(whenToChoose),
    limits: say(limits),
    sees: modalities.includes('image'),
    card: card.filter((fact) => fact !== '').join(' '),
  };
}

function labelled(label: string, text: string): string {
  return text === '' ? '' : `${label}: ${text}`;
}

/** The words of an input are plain enough not to be copied into a real call by mistake. */
function exampleOf({ name, model, skill }: Pair): ExampleVariables {
  const topic = oneLine(skill.keywords[0] ?? '', 60);
  const about = topic === '' ? '' : ` The question is about "${topic}".`;
  const task = skill.needsImage ? 'Look at the picture' : 'Work this out';
  return { pair: name, model: model.id, skill: skill.id, topic, input: `${task} and give me only the result.${about}` };
}
