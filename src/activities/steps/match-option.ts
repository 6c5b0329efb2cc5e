/** @module Which of a few options a reply chooses: on whole words or as JSON, never by a part of a word, never by guessing. */
import { hasPhrase, wordsOf } from '../../domain/words.js';

/** The option as declared; undefined when the reply names none of them, or several. */
export function matchOption(reply: string, options: readonly string[]): string | undefined {
  const text = reply.trim();
  const fromJson = optionsInJson(text, options);
  if (fromJson !== undefined) return onlyOne(fromJson);
  // Models that explain themselves end with their choice.
  const lastLine = text.slice(text.lastIndexOf('\n') + 1);
  return onlyOne(optionsIn(text, options)) ?? onlyOne(optionsIn(lastLine, options));
}

/** The options that are values of a JSON reply, bare or in a fence; undefined when it is no JSON text, list or object. */
function optionsInJson(text: string, options: readonly string[]): readonly string[] | undefined {
  const inside = /^```(?:json)?\s*([\s\S]*?)\s*```$/i.exec(text)?.[1] ?? text;
  if (!/^["[{]/.test(inside)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(inside);
  } catch {
    return undefined;
  }
  const values = typeof value === 'object' && value !== null ? Object.values(value) : [value];
  const texts = values.filter((item) => typeof item === 'string').map(wordsOf);
  return options.filter((option) => texts.includes(wordsOf(option)));
}

/** The options whose words follow each other in the text; one that is part of a longer option counts only on its own. */
function optionsIn(text: string, options: readonly string[]): readonly string[] {
  let words = wordsOf(text);
  const longestFirst = [...options].sort((a, b) => wordsOf(b).length - wordsOf(a).length);
  const found = longestFirst.filter((option) => {
    if (!hasPhrase(words, option)) return false;
    words = words.split(wordsOf(option)).join(' | ');
    return true;
  });
  return options.filter((option) => found.includes(option));
}

function onlyOne(options: readonly string[]): string | undefined {
  return options.length === 1 ? options[0] : undefined;
}
