/** @module A Python function that was asked for by its stub: what the stub gives is kept, whatever the model left out of its reply. */
import { codeIn } from './code-in.js';

/** A line with which Python code begins at the left margin. */
const CODE_LINE = /^(?:import |from |@|def |async def |class )/;
const DEFINITION = /^(?:async )?def ([A-Za-z_]\w*)/;

/** The stub in a question: its fenced block, else its lines from the first import, class or function on; empty when there is none. */
export function stubIn(question: string): string {
  const lines = codeIn(question, 'python').split('\n');
  const start = lines.findIndex((line) => CODE_LINE.test(line));
  if (start < 0 || !lines.some((line) => DEFINITION.test(line))) return '';
  const rest = lines.slice(start);
  const end = rest.findIndex((line) => !isCode(line));
  return rest
    .slice(0, end < 0 ? rest.length : end)
    .join('\n')
    .trimEnd();
}

function isCode(line: string): boolean {
  return line === '' || /^[ \t)\]}#]/.test(line) || CODE_LINE.test(line) || /^[A-Za-z_]\w*(?:: [^=]+)? = /.test(line);
}

/**
 * A whole program: what stands before the stub's function (imports, helper classes), then the reply. A reply that holds only
 * the body of the function is put under the stub's signature.
 */
export function withStub(code: string, stub: string): string {
  const lines = stub.split('\n');
  const at = lines.findLastIndex((line) => DEFINITION.test(line));
  if (at < 0 || code.trim() === '') return code;
  const before = lines.slice(0, decoratorsBefore(lines, at)).join('\n').trim();
  const definesSomething = /^(?:async def|def|class) /m.test(code);
  const program = definesSomething ? code : [...signature(lines, at), indentBody(code)].join('\n');
  return before === '' ? program : `${before}\n\n${program}`;
}

function decoratorsBefore(lines: readonly string[], definition: number): number {
  let at = definition;
  while (at > 0 && lines[at - 1]?.startsWith('@') === true) at--;
  return at;
}

/** From its decorators to the colon that ends it, over as many lines as its parameters take. */
function signature(lines: readonly string[], definition: number): readonly string[] {
  const start = decoratorsBefore(lines, definition);
  const end = lines.findIndex((line, index) => index >= definition && /:\s*(?:#.*)?$/.test(line));
  return lines.slice(start, (end < 0 ? definition : end) + 1);
}

const INDENT = '    ';

/** Replies lose the blanks before their first line on the way: where all others are indented, it was indented like them. */
function indentBody(code: string): string {
  const [first = '', ...rest] = code.split('\n');
  const filled = rest.filter((line) => line !== '');
  const opensBlock = /:\s*(?:#.*)?$/.test(first) && !(filled[0] ?? '').startsWith(INDENT + INDENT);
  const lostIndent = filled.length > 0 && filled.every((line) => line.startsWith(INDENT)) && !opensBlock;
  const body = lostIndent
    ? [INDENT + first, ...rest]
    : [first, ...rest].map((line) => (line === '' ? '' : INDENT + line));
  return body.join('\n');
}
