/** @module Reads one solver file: front matter (when, steps) and a `## step` section with the template of each step. */
import { allEngineTasks } from '../domain/engine-tasks.js';
import type { Solver } from '../domain/registry.js';
import { faultAt, type Fault, type Located } from './fault.js';
import { splitFrontMatter, type TextFile } from './front-matter.js';
import { faultsOfParams } from './params-schema.js';
import { addSecretFaults } from './secrets.js';
import { checkStepGraph } from './step-graph.js';
import { solverSchema, STEP_TRAITS, type SolverFields, type StepFields } from './step-schema.js';
import { checkReads, readTemplates } from './step-templates.js';
import { validate } from './validate.js';
import { parseYaml } from './yaml-document.js';

/** A solver, and the rules of its own file that lead to it. */
export interface ParsedSolver extends Located<Solver> {
  readonly route: SolverFields['route'];
}

/** Parses and checks a solver file; its id is the file's name. Undefined when its fields can't be read. Faults are collected. */
export function parseSolverFile(id: string, file: TextFile, faults: Fault[]): ParsedSolver | undefined {
  const parts = splitFrontMatter(file, faults);
  const document = parts && parseYaml(parts.yaml, faults);
  if (parts === undefined || document === undefined) return undefined;
  const { source } = document;
  const fields = validate(solverSchema, document.value, source, [], faults);
  addSecretFaults(document, faults);
  if (fields === undefined) return undefined;

  const before = faults.length;
  const graph = checkStepGraph(fields, source);
  faults.push(...graph);
  for (const [index, step] of fields.steps.entries()) {
    const message = faultOfTask(step);
    if (message !== undefined) faults.push(faultAt(source, ['steps', index, 'task'], message));
    for (const [name, wrong] of faultsOfParams(step.kind, step.params))
      faults.push(faultAt(source, ['steps', index, 'params', name], wrong));
  }
  const text = { fields, body: parts.body, bodyLine: parts.bodyLine, source, isSound: graph.length === 0 };
  const { templates, reads } = readTemplates(text, faults);
  if (faults.length === before) faults.push(...checkReads(fields, reads, source));
  const solver: Solver = {
    id,
    aliases: fields.aliases,
    summary: fields.summary,
    when: fields.when,
    steps: fields.steps.map((step) => ({
      id: step.id,
      kind: step.kind,
      needs: step.needs,
      template: templates.get(step.id) ?? '',
      system: step.system,
      task: step.task ?? STEP_TRAITS[step.kind].defaultTask,
      params: definedOnly(step.params),
      images: step.images,
      optional: step.optional,
      each: step.each,
    })),
    output: fields.output ?? fields.steps.at(-1)?.id ?? '',
    repair: fields.repair,
  };
  return { value: solver, source, path: [], route: fields.route };
}

/** zod writes parameters that are left out as `| undefined`; JSON has none. */
function definedOnly<T>(params: Readonly<Record<string, T | undefined>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function faultOfTask(step: StepFields): string | undefined {
  const known = allEngineTasks().join(', ');
  switch (step.kind) {
    case 'solve':
      if (step.task === undefined) return `is missing, name what the engine is to do: ${known}`;
      return allEngineTasks().includes(step.task) ? undefined : `is not a task of any engine, use one of ${known}`;
    case 'ocr':
    case 'run-code':
      return step.task === undefined || allEngineTasks().includes(step.task)
        ? undefined
        : `is not a task of any engine, use one of ${known}`;
    case 'ask':
    case 'classify':
    case 'caption':
    case 'detect':
    case 'zoom':
      return step.task === undefined ? undefined : `has no meaning in a step of kind ${step.kind}, remove it`;
  }
}
