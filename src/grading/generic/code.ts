/** @module Code that passes its tests. What runs it is injected: a rule never runs code itself. */
import type { CodeTest, Finding, Grader, GradingTools, Rule } from '../contract.js';
import { cannotDecide, noAnswer, shown } from '../finding.js';

/** Characters of code; answers of many lines are the rule here. */
export const MAX_CODE = 20_000;
export const CODE_TIMEOUT_MS = 2_000;

/** The content of the last Python fence, else of the last fence, else the whole text when it looks like code. */
export function lastCodeFence(answer: string): string | undefined {
  const fences = [...answer.matchAll(/^[ \t]*```[ \t]*([\w+-]*)[^\n]*\n([\s\S]*?)(?:^[ \t]*```|(?![\s\S]))/gm)];
  const python = fences.filter(([, language]) => /^(?:python3?|py)$/i.test(language ?? ''));
  const code = (python.at(-1) ?? fences.at(-1))?.[2];
  if (code !== undefined) return code.trim() === '' ? undefined : code;
  return /^(?:def|class|import|from|async def|@)\s*\w/m.test(answer) ? answer : undefined;
}

/** Runs the candidate against each truth (a test script), which must all pass. */
export async function runTests(
  code: string,
  tests: readonly string[],
  runCode: GradingTools['runCode'],
): Promise<Finding> {
  if (runCode === undefined) return cannotDecide(code, 'nothing here can run code: the verdict waits for a sandbox');
  for (const script of tests) {
    const test: CodeTest = { language: 'python', code, tests: script, timeoutMs: CODE_TIMEOUT_MS };
    const { status, detail } = await runCode(test);
    if (status !== 'passed')
      return {
        correct: false,
        score: 0,
        extracted: shown(code),
        why: `the tests ${status.replace('_', ' ')}: ${shown(detail)}`,
      };
  }
  return { correct: true, score: 1, extracted: shown(code), why: 'all tests passed' };
}

const BUILT_IN =
  '(?:abs|all|any|bool|dict|float|int|isinstance|len|list|max|min|range|repr|round|set|sorted|str|sum|tuple|type|zip|AssertionError)';

/** Ways of a program to change what tests behind it compare by. Not all there are: only what a text shows. */
const REDEFINES = new RegExp(
  `__(?:eq|ne|lt|le|gt|ge|bool|builtins)__|^[ \\t]*(?:import|from)[ \\t]+builtins\\b|^(?:def|class)[ \\t]+${BUILT_IN}\\b|^${BUILT_IN}[ \\t]*=(?!=)`,
  'm',
);

/** No pay for code that says itself what is equal. */
export function redefinesTests(answer: string): string | undefined {
  const found = REDEFINES.exec(lastCodeFence(answer) ?? '');
  return found === null ? undefined : `the code redefines what tests compare by: ${shown(found[0].trim())}`;
}

export const codeRule: Rule = ({ answer, truths }, { runCode }) => {
  const code = lastCodeFence(answer);
  return code === undefined ? noAnswer('there is no code in the answer') : runTests(code, truths, runCode);
};

export const code: Grader = {
  id: 'code',
  aliases: ['code-tests', 'python'],
  version: 2,
  summary: 'the last code fence passes the test script that the truth is (2 s)',
  maxLength: MAX_CODE,
  refuses: redefinesTests,
  rules: { report: codeRule, reward: codeRule },
};
