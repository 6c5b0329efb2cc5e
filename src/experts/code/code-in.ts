/** @module The program in what a model or a person wrote: the last fenced block of the right language. */
import { splitThinking } from '../openai/thinking.js';
import { fencedBlocks } from './fences.js';
import { isTagOf, type Language } from './languages.js';

/**
 * The last block that is fenced as this language, else the last that names none; a text without fences is code as a whole. Blocks
 * of other languages, empty blocks and thoughts (`<think>`) do not count. Empty when there is no code. Common indentation is removed.
 */
export function codeIn(text: string, language: Language): string {
  const said = /<\/?think>/.test(text) ? splitThinking(text).text : text;
  const blocks = fencedBlocks(said);
  if (blocks.length === 0) return dedent(said);
  const filled = blocks.filter((block) => block.code.trim() !== '');
  const block = filled.findLast(({ tag }) => isTagOf(language, tag)) ?? filled.findLast(({ tag }) => tag === '');
  return block === undefined ? '' : dedent(block.code);
}

/** Without the indentation that all its lines share, blank lines around it, and blanks at the ends of lines. */
function dedent(code: string): string {
  const lines = code.split(/\r?\n/).map((line) => line.trimEnd());
  const filled = lines.filter((line) => line !== '');
  const shared = filled.map(indentOf).reduce(commonStart, indentOf(filled[0] ?? ''));
  const first = lines.findIndex((line) => line !== '');
  const last = lines.findLastIndex((line) => line !== '');
  return lines
    .slice(Math.max(0, first), last + 1)
    .map((line) => line.slice(shared.length))
    .join('\n');
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}
