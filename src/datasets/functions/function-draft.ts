/** @module A function that a diagram defines: the diagram, the function's stub, its tests, and a solution. */
import type { Difficulty, PictureDraft } from '../draft.js';

export interface FunctionDraft {
  readonly svg: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** How to read the picture, without what it says; one sentence or more. */
  readonly shows: string;
  readonly name: string;
  /** Of the parameters with their types, and of the result. */
  readonly parameters: string;
  readonly returns: string;
  /** Arguments and result as Python writes them. */
  readonly cases: readonly (readonly [args: string, result: string])[];
  /** Numbers may be off by so much; absent: they may not. */
  readonly tolerance?: number;
  /** A whole function that passes the tests; nobody is shown it. */
  readonly solution: string;
  readonly difficulty: Difficulty;
}

export function stubOf({ name, parameters, returns, shows }: FunctionDraft): string {
  return `def ${name}(${parameters}) -> ${returns}:\n    """${shows}"""\n`;
}

/** The test script: one assertion a line. */
export function testsOf({ name, cases, tolerance }: FunctionDraft): string {
  return cases
    .map(([args, result]) =>
      tolerance === undefined
        ? `assert ${name}(${args}) == ${result}`
        : `assert abs(${name}(${args}) - ${result}) < ${tolerance}`,
    )
    .join('\n');
}

/** The first three may be learnt from, the last is held out. */
export function pictureDraft(draft: FunctionDraft): PictureDraft {
  const stub = `\n\n\`\`\`python\n${stubOf(draft)}\`\`\``;
  const { svg, width, height, difficulty } = draft;
  return {
    svg,
    width,
    height,
    truth: testsOf(draft),
    wordings: [
      `Complete this Python function so that it does what the picture shows.${stub}`,
      `The picture defines a function. Write it in Python, under this signature:${stub}`,
      `Write the Python function below; how it works is to be read from the diagram.${stub}`,
      `Implement this function in Python. Only the diagram says what it does.${stub}`,
    ],
    difficulty,
  };
}

/** A nested list, text, number, truth value or nothing, as Python writes it. */
export type PythonValue = number | string | boolean | null | readonly PythonValue[];

export function pythonOf(value: PythonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  return `[${value.map(pythonOf).join(', ')}]`;
}
