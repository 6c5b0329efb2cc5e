/** @module Checks templates without rendering them: syntax, tags and filters, and that they read only what is there. */
import type { Template } from 'liquidjs';
import { messageOf } from '../domain/errors.js';
import { liquid, MAX_TEMPLATE_BYTES } from './liquid.js';

/** A fault of a template: its line within the template, from 1, and what to do. */
export interface TemplateFault {
  readonly line: number;
  readonly message: string;
}

/** What a step's templates may read besides `question` and `input`. */
export interface Readable {
  /** Ids under `steps`, each with whether it has one result for each image of the task. */
  readonly steps: ReadonlyMap<string, 'one' | 'many'>;
  /** Ids under `previous`; empty outside of a repair, undefined where that can't be told. */
  readonly previous: readonly string[] | undefined;
}

export interface CheckedTemplate {
  readonly faults: readonly TemplateFault[];
  /** What it reads: `steps.<id>` and `previous.<id>`; nothing when it can't be parsed. */
  readonly reads: readonly string[];
}

export function checkTemplate(template: string, readable: Readable): CheckedTemplate {
  if (Buffer.byteLength(template) > MAX_TEMPLATE_BYTES)
    return broken(1, `is larger than ${MAX_TEMPLATE_BYTES} bytes, shorten it`);
  let parsed: Template[];
  try {
    parsed = liquid.parse(template);
  } catch (error) {
    const message = messageOf(error).replace(/, line:\d+, col:\d+$/, '');
    return broken(lineOf(error), `is not a valid template (${message}), correct it`);
  }
  const faults: TemplateFault[] = [];
  const reads: string[] = [];
  for (const [name, uses] of Object.entries(liquid.analyzeSync(parsed).globals)) {
    for (const { segments, location } of uses) {
      const message = faultOfVariable(name, segments[1], segments[2], readable);
      if (message !== undefined) faults.push({ line: location.row, message });
      if (typeof segments[1] === 'string') reads.push(`${name}.${segments[1]}`);
    }
  }
  return { faults, reads };
}

function broken(line: number, message: string): CheckedTemplate {
  return { faults: [{ line, message }], reads: [] };
}

function faultOfVariable(name: string, step: unknown, field: unknown, readable: Readable): string | undefined {
  switch (name) {
    case 'question':
    case 'input':
      return undefined;
    case 'steps':
      return faultOfStep(step, field, readable.steps);
    case 'previous':
      return faultOfPrevious(step, field, readable.previous);
    default:
      return `reads the unknown variable "${name}", use question, input or steps.<id>`;
  }
}

function faultOfStep(step: unknown, field: unknown, steps: Readable['steps']): string | undefined {
  if (typeof step !== 'string') return 'reads "steps" as a whole, name the step: steps.<id>.text';
  const results = steps.get(step);
  if (results === undefined) return `reads steps.${step}, which is not in the step's needs, add "${step}" there`;
  if (field === 'data' && results === 'many')
    return `reads the data of steps.${step}, which has one result for each image: use .items`;
  return isField(field) || field === 'items'
    ? undefined
    : `reads steps.${step} as a whole, use .text, .confidence, .data or .items`;
}

function faultOfPrevious(step: unknown, field: unknown, previous: Readable['previous']): string | undefined {
  if (previous === undefined) return undefined;
  if (typeof step !== 'string') return 'reads "previous" as a whole, name the step: previous.<id>.text';
  if (previous.length === 0) return `reads previous.${step}, but this step is in no repair, use steps.<id>`;
  if (!previous.includes(step))
    return `reads previous.${step}, which is not repeated by the repair, use one of ${previous.join(', ')}`;
  return isField(field) ? undefined : `reads previous.${step} as a whole, use .text, .confidence or .data`;
}

function isField(field: unknown): boolean {
  return field === 'text' || field === 'confidence' || field === 'data';
}

function lineOf(error: unknown): number {
  const line = error instanceof Error ? /, line:(\d+), col:\d+$/.exec(error.message)?.[1] : undefined;
  return line === undefined ? 1 : Number(line);
}
