/** @module Splits a Markdown file into its YAML front matter and its body, keeping line numbers. */
import type { YamlText } from './yaml-document.js';
import type { Fault } from './fault.js';

export interface TextFile {
  readonly file: string;
  readonly text: string;
}

export interface FrontMatter {
  readonly yaml: YamlText;
  readonly body: string;
  /** The line on which the body begins, from 1. */
  readonly bodyLine: number;
}

/** Splits at the `---` lines; undefined, with a fault, when the file does not begin with a closed block. */
export function splitFrontMatter({ file, text }: TextFile, faults: Fault[]): FrontMatter | undefined {
  const lines = text.split(/\r?\n/);
  const fail = (message: string): void => void faults.push({ file, line: 1, field: '(front matter)', message });
  if (lines[0]?.trimEnd() !== '---') {
    fail('is missing, begin the file with a line "---", fields, and another "---"');
    return undefined;
  }
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === '---');
  if (end < 0) {
    fail('is never closed, end it with a line "---"');
    return undefined;
  }
  return {
    yaml: { file, text: lines.slice(1, end).join('\n'), firstLine: 2 },
    body: lines.slice(end + 1).join('\n'),
    bodyLine: end + 2,
  };
}
