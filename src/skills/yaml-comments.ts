/** @module The comments of a YAML text, with their lines: they are no data, and still text that is kept and shared. */
import { CST, Lexer } from 'yaml';

export interface YamlComment {
  /** From 1, of the text. */
  readonly line: number;
  /** With its `#`. */
  readonly text: string;
}

/** In their order; of a text with errors those that can be told. */
export function commentsOf(text: string): readonly YamlComment[] {
  const comments: YamlComment[] = [];
  let line = 1;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (!isScalar && lexeme.startsWith('#')) comments.push({ line, text: lexeme });
    // A scalar is announced: a text of several lines may begin with "#", too.
    isScalar = lexeme === CST.SCALAR;
    line += lexeme.split('\n').length - 1;
  }
  return comments;
}
