/** @module Prompt templates: rendered over the question, the input, and what earlier steps said. */
import type { Template } from 'liquidjs';
import { isMaestroError, MaestroError, messageOf } from '../domain/errors.js';
import { liquid } from './liquid.js';
import type { StepItem, StepResult } from './step-result.js';

export interface TemplateScope {
  /** The task's question, and what the policy asked for. */
  readonly question: string;
  readonly input: string;
  readonly steps: Readonly<Record<string, StepResult>>;
  /** The round before, of a step that is being repaired; empty texts in the first round. */
  readonly previous: Readonly<Record<string, StepItem>>;
}

export const MAX_RENDERED_BYTES = 64 * 1024;

/**
 * Renders a template. Values are inserted as they are and never read as template code. Trims the result.
 * @throws MaestroError INVALID_REGISTRY when the template is broken or needs something that is not there; TOO_LARGE when the
 * result exceeds 64 KB or rendering takes too much memory or time.
 */
export function renderTemplate(template: string, { question, input, steps, previous }: TemplateScope): string {
  const scope = {
    question,
    input,
    steps: mapValues(steps, (step) => ({ ...shown(step), items: step.items.map(shown) })),
    previous: mapValues(previous, shown),
  };
  try {
    const rendered: unknown = liquid.renderSync(parse(template), scope);
    const text = String(rendered).trim();
    const bytes = Buffer.byteLength(text);
    if (bytes > MAX_RENDERED_BYTES) throw tooLarge(`it has ${bytes} bytes`);
    return text;
  } catch (error) {
    if (isMaestroError(error)) throw error;
    const reason = messageOf(error);
    if (/limit exceeded/.test(reason)) throw tooLarge(reason, error);
    throw new MaestroError(
      'INVALID_REGISTRY',
      `A step's template can't be rendered: ${reason}. Correct it in the solver's file.`,
      {
        cause: error,
      },
    );
  }
}

const parsedTemplates = new Map<string, Template[]>();
const MAX_PARSED = 1_000;

function parse(template: string): Template[] {
  const known = parsedTemplates.get(template);
  if (known !== undefined) return known;
  if (parsedTemplates.size >= MAX_PARSED) parsedTemplates.clear();
  const parsed = liquid.parse(template);
  parsedTemplates.set(template, parsed);
  return parsed;
}

/** Templates test for null; an undefined field would be an error. */
function shown({ text, confidence, data }: StepItem) {
  return { text, confidence: confidence ?? null, data };
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, change: (value: T) => R): Readonly<Record<string, R>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function tooLarge(reason: string, cause?: unknown): MaestroError {
  return new MaestroError(
    'TOO_LARGE',
    `A step's rendered template exceeds ${MAX_RENDERED_BYTES} bytes (${reason}): shorten the input, or use "| truncate" in the template.`,
    { cause },
  );
}
