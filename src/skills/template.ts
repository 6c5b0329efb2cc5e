/** @module Prompt templates: LiquidJS with no files, no partials, no chance and no clock, over three variables. */
import { Liquid, type Template } from 'liquidjs';
import { isMaestroError, MaestroError, messageOf } from '../domain/errors.js';
import type { JsonValue } from '../domain/ref.js';

/** What a later step sees of an earlier one. */
export interface StepResult {
  readonly text: string;
  /** 0..1. */
  readonly confidence: number | undefined;
  readonly data: { readonly [key: string]: JsonValue };
}

export interface TemplateScope {
  /** The task's question, and what the policy asked for. */
  readonly question: string;
  readonly input: string;
  readonly steps: Readonly<Record<string, StepResult>>;
}

/** A fault of a template: its line within the template, from 1, and what to do. */
export interface TemplateFault {
  readonly line: number;
  readonly message: string;
}

export const MAX_TEMPLATE_BYTES = 32 * 1024;
export const MAX_RENDERED_BYTES = 64 * 1024;

const TAGS = ['assign', 'break', 'capture', 'case', 'comment', 'continue', 'echo', 'for', 'if', 'raw', 'unless', '#'];
const FILTERS =
  'abs append at_least at_most capitalize ceil default divided_by downcase first floor join json last lstrip minus modulo ' +
  'newline_to_br number_of_words plus prepend remove remove_first replace replace_first round rstrip size slice split squish strip ' +
  'strip_newlines times truncate truncatewords upcase';

const engine = makeEngine(MAX_TEMPLATE_BYTES);

/** An engine for texts of users: it reaches no file, runs no code, and gives up on what takes too much time or memory. */
export function makeEngine(parseLimit: number): Liquid {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    lenientIf: true,
    relativeReference: false,
    templates: {},
    parseLimit,
    renderLimit: 1000,
    memoryLimit: 4_000_000,
  });
  // Only what is listed stays: partials, dates, samples and filters that evaluate their argument as code go.
  for (const name of Object.keys(liquid.tags)) if (!TAGS.includes(name)) Reflect.deleteProperty(liquid.tags, name);
  const filters = FILTERS.split(' ');
  for (const name of Object.keys(liquid.filters)) if (!filters.includes(name)) liquid.unregisterFilter(name);
  return liquid;
}

/**
 * Renders a template. Values are inserted as they are and never read as template code. Trims the result.
 * @throws MaestroError INVALID_REGISTRY when the template is broken or needs something that is not there; TOO_LARGE when the
 * result exceeds 64 KB or rendering takes too much memory or time.
 */
export function renderTemplate(template: string, scope: TemplateScope): string {
  const steps = Object.fromEntries(
    Object.entries(scope.steps).map(([id, step]) => [id, { ...step, confidence: step.confidence ?? null }]),
  );
  try {
    const rendered: unknown = engine.renderSync(parse(template), {
      question: scope.question,
      input: scope.input,
      steps,
    });
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
  const parsed = engine.parse(template);
  parsedTemplates.set(template, parsed);
  return parsed;
}

function tooLarge(reason: string, cause?: unknown): MaestroError {
  return new MaestroError(
    'TOO_LARGE',
    `A step's rendered template exceeds ${MAX_RENDERED_BYTES} bytes (${reason}): shorten the input, or use "| truncate" in the template.`,
    { cause },
  );
}

/** Checks a template without rendering it: syntax, tags and filters, and that it reads only known variables. */
export function checkTemplate(template: string, needs: readonly string[]): readonly TemplateFault[] {
  if (Buffer.byteLength(template) > MAX_TEMPLATE_BYTES) {
    return [{ line: 1, message: `is larger than ${MAX_TEMPLATE_BYTES} bytes, shorten it` }];
  }
  let parsed: Template[];
  try {
    parsed = engine.parse(template);
  } catch (error) {
    const message = messageOf(error).replace(/, line:\d+, col:\d+$/, '');
    return [{ line: lineOf(error), message: `is not a valid template (${message}), correct it` }];
  }
  const faults: TemplateFault[] = [];
  for (const [name, uses] of Object.entries(engine.analyzeSync(parsed).globals)) {
    for (const use of uses) {
      const message = faultOfVariable(name, use.segments[1], use.segments[2], needs);
      if (message !== undefined) faults.push({ line: use.location.row, message });
    }
  }
  return faults;
}

function faultOfVariable(name: string, step: unknown, field: unknown, needs: readonly string[]): string | undefined {
  if (name === 'question' || name === 'input') return undefined;
  if (name !== 'steps') return `reads the unknown variable "${name}", use question, input or steps.<id>`;
  if (typeof step !== 'string') return 'reads "steps" as a whole, name the step: steps.<id>.text';
  if (!needs.includes(step)) return `reads steps.${step}, which is not in the step's needs, add "${step}" there`;
  if (field !== 'text' && field !== 'confidence' && field !== 'data') {
    return `reads steps.${step} as a whole, use .text, .confidence or .data`;
  }
  return undefined;
}

function lineOf(error: unknown): number {
  const line = error instanceof Error ? /, line:(\d+), col:\d+$/.exec(error.message)?.[1] : undefined;
  return line === undefined ? 1 : Number(line);
}
