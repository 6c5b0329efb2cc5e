/** @module The languages that programs may be in, and the names by which fenced blocks call them. */

export const LANGUAGES = ['javascript', 'python'] as const;
export type Language = (typeof LANGUAGES)[number];

const TAGS: Readonly<Record<Language, readonly string[]>> = {
  javascript: ['js', 'javascript', 'mjs', 'cjs', 'node', 'jsx', 'ts', 'typescript'],
  python: ['py', 'python', 'py3', 'python3', 'ipython', 'pycon'],
};

/** Does a fence's tag name this language? */
export function isTagOf(language: Language, tag: string): boolean {
  return TAGS[language].includes(tag.toLowerCase());
}

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}
