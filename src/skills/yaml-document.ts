/** @module YAML with lines: parses a text safely and remembers on which line each field stands. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  visit,
  type Node,
  type YAMLError,
} from 'yaml';
import type { FieldPath, Fault, Source } from './fault.js';
import { messageOf } from '../domain/errors.js';
import { commentsOf, type YamlComment } from './yaml-comments.js';
import { readByBuild, type YamlContent } from './yaml-read.js';

export interface YamlText {
  readonly file: string;
  readonly text: string;
  /** The line of the file on which the text begins, from 1. */
  readonly firstLine: number;
}

export interface YamlDocument {
  readonly source: Source;
  readonly value: unknown;
  /** With their lines in the file. */
  readonly comments: () => readonly YamlComment[];
}

/** How often an anchor may be repeated in one file: enough for shared defaults, too little for an alias bomb. */
const MAX_ALIASES = 20;

/**
 * Parses YAML 1.2 (core schema, unique keys, no custom tags). Faults are added to `faults`; undefined when the text has no structure
 * that could be relied on. What the build has read is not parsed again.
 */
export function parseYaml(input: YamlText, faults: Fault[]): YamlDocument | undefined {
  const read = readByBuild(input.text);
  return read === undefined ? parseAnew(input, faults) : inOrder(input, read);
}

/** It is parsed only if somebody asks for a line. */
function inOrder(input: YamlText, { value, comments }: YamlContent): YamlDocument {
  let parsed: YamlDocument | undefined;
  const lineOf = (path: FieldPath): number => (parsed ??= parseAnew(input, []))?.source.lineOf(path) ?? input.firstLine;
  return { source: { file: input.file, lineOf }, value, comments: () => inFile(comments, input) };
}

function inFile(comments: readonly YamlComment[], { firstLine }: YamlText): readonly YamlComment[] {
  return comments.map(({ line, text }) => ({ text, line: line + firstLine - 1 }));
}

function parseAnew(input: YamlText, faults: Fault[]): YamlDocument | undefined {
  const lines = new LineCounter();
  const lineAt = (offset: number): number => lines.linePos(offset).line + input.firstLine - 1;
  const fail = (line: number, message: string): void =>
    void faults.push({ file: input.file, line, field: '(yaml)', message });
  try {
    const document = parseDocument(input.text, {
      lineCounter: lines,
      prettyErrors: false,
      // Its own check compares every key with every other one: a file full of keys would take it half a minute.
      uniqueKeys: false,
      stringKeys: true,
    });
    const problems = [...document.errors, ...document.warnings];
    if (problems.length > 0) {
      for (const problem of withoutConsequences(problems)) {
        fail(lineAt(problem.pos[0]), `${problem.message}, correct the YAML`);
      }
      // A tag that is unknown leaves its value as it is: what else is wrong can be told.
      if (!problems.every(isTag)) return undefined;
    }
    for (const offset of repeatedKeys(document)) fail(lineAt(offset), 'Map keys must be unique, correct the YAML');
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    if (containsItself(value, new Set())) {
      fail(input.firstLine, 'holds an alias of what it stands in, write out what is meant');
      return undefined;
    }
    const source: Source = { file: input.file, lineOf: (path) => lineOfPath(document, path, lineAt, input.firstLine) };
    return { source, value, comments: () => inFile(commentsOf(input.text), input) };
  } catch (error) {
    // Aliases repeated too often, or nesting too deep for the stack.
    fail(input.firstLine, `can't be read (${messageOf(error)}), remove repeated aliases and deep nesting`);
    return undefined;
  }
}

/** Where a map holds a key that it has already: offsets of at most 20 keys. */
function repeatedKeys(document: Document.Parsed): readonly number[] {
  const offsets: number[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) offsets.push(key.range?.[0] ?? 0);
        seen.add(key.value);
      }
    },
  });
  return offsets.slice(0, MAX_TOLD);
}

/** An alias within its own anchor makes a value without end. @param above what the value stands in */
function containsItself(value: unknown, above: Set<object>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (above.has(value)) return true;
  above.add(value);
  const found = Object.values(value).some((item) => containsItself(item, above));
  above.delete(value);
  return found;
}

/** Faults of one file that are told. */
const MAX_TOLD = 20;

/** Most errors of syntax follow from the first one; unknown tags stand for themselves. */
function withoutConsequences(problems: readonly YAMLError[]): readonly YAMLError[] {
  const alone = problems.filter(isTag);
  return [...problems.filter((problem) => !alone.includes(problem)).slice(0, 1), ...alone].slice(0, MAX_TOLD);
}

function isTag({ code }: YAMLError): boolean {
  return code === 'TAG_RESOLVE_FAILED';
}

/** The line of the deepest part of the path that exists. */
function lineOfPath(
  document: Document,
  path: FieldPath,
  lineAt: (offset: number) => number,
  firstLine: number,
): number {
  let node: Node | null = document.contents;
  let line = node?.range ? lineAt(node.range[0]) : firstLine;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    let next: Node | null = null;
    if (isMap<Node, Node | null>(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part));
      if (pair === undefined) return line;
      if (pair.key.range) line = lineAt(pair.key.range[0]);
      next = pair.value;
    } else if (isSeq<Node>(node)) {
      next = node.items[Number(part)] ?? null;
      if (next?.range) line = lineAt(next.range[0]);
    }
    if (next === null) return line;
    node = next;
  }
  return line;
}
