/** @module How well a skill suits a question, by the skill's own keywords. */
import type { Skill } from '../domain/registry.js';

/**
 * Number of words in the skill's keywords that stand in the question as whole words; a phrase of three words counts three,
 * a keyword that occurs twice counts once. Case and punctuation do not matter.
 */
export function keywordScore(skill: Pick<Skill, 'keywords'>, question: string): number {
  const haystack = ` ${words(question).join(' ')} `;
  return phrasesOf(skill.keywords)
    .filter(({ text }) => haystack.includes(text))
    .reduce((score, { length }) => score + length, 0);
}

interface Phrase {
  /** Its words between spaces. */
  readonly text: string;
  /** Words. */
  readonly length: number;
}

const known = new WeakMap<readonly string[], readonly Phrase[]>();

/** The same for each question. */
function phrasesOf(keywords: readonly string[]): readonly Phrase[] {
  const phrases = known.get(keywords) ?? parsed(keywords);
  known.set(keywords, phrases);
  return phrases;
}

function parsed(keywords: readonly string[]): readonly Phrase[] {
  const all = new Map(keywords.map((keyword) => [words(keyword).join(' '), words(keyword).length]));
  return [...all].flatMap(([text, length]) => (length === 0 ? [] : [{ text: ` ${text} `, length }]));
}

function words(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+|[+*/=^%<>-]/gu) ?? [];
}
