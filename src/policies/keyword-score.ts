/** @module How well a skill suits a question, by the skill's own keywords. */
import type { Skill } from '../domain/registry.js';

/**
 * Number of words in the skill's keywords that stand in the question as whole words; a phrase of three words counts three,
 * a keyword that occurs twice counts once. Case and punctuation do not matter.
 */
export function keywordScore(skill: Pick<Skill, 'keywords'>, question: string): number {
  const haystack = ` ${words(question).join(' ')} `;
  const phrases = new Set(skill.keywords.map((keyword) => words(keyword).join(' ')));
  return [...phrases]
    .filter((phrase) => phrase !== '' && haystack.includes(` ${phrase} `))
    .reduce((score, phrase) => score + phrase.split(' ').length, 0);
}

function words(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+|[+*/=^%<>-]/gu) ?? [];
}
