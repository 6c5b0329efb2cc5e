/** @module Reads one solver file: front matter (when, steps) and a `## step` section with the template of each step. */
import { allEngineTasks } from '../domain/engine-tasks.js';
import type { Solver } from '../domain/registry.js';
import { faultAt, type Fault, type FieldPath, type Located, type Source } from './fault.js';
import { splitFrontMatter, type TextFile } from './front-matter.js';
import { faultsOfParams } from './params-schema.js';
import { touches, type Salvaged } from './salvage.js';
import { salvageSolver } from './salvage-solver.js';
import { addSecretFaults, addSecretsOfProse } from './secrets.js';
import { proseOf } from './sections.js';
import { checkStepGraph } from './step-graph.js';
import { STEP_TRAITS, type SolverFields, type StepFields } from './step-schema.js';
import { checkReads, readTemplates } from './step-templates.js';
import { parseYaml } from './yaml-document.js';

/** A solver, and the rules of its own file that lead to it. */
export interface ParsedSolver extends Located<Solver> {
  readonly route: SolverFields['route'];
  /** Fields in place of which something stands; faults were added. */
  readonly atFault: readonly FieldPath[];
}

/** Parses and checks a solver file; its id is the file's name. Undefined when its fields can't be read. Faults are collected. */
export function parseSolverFile(id: string, file: TextFile, faults: Fault[]): ParsedSolver | undefined {
  const parts = splitFrontMatter(file, faults);
  const document = parts && parseYaml(parts.yaml, faults);
  if (parts === undefined || document === undefined) return undefined;
  const { source } = document;
  const read = salvageSolver(document, faults);
  addSecretFaults(document, faults);
  addSecretsOfProse({ file: file.file, text: proseOf(parts.body), firstLine: parts.bodyLine }, faults);
  if (read === undefined) return undefined;

  const { value: fields, atFault } = read;
  const graph = checkStepGraph(fields, source, atFault);
  const isSound = graph.length === 0 && atFault.length === 0;
  faults.push(...graph, ...checkSteps(read, source));
  const text = { ...read, fields, body: parts.body, bodyLine: parts.bodyLine, source, isSound };
  const { templates, reads, broken } = readTemplates(text, faults);
  if (isSound) faults.push(...checkReads(fields, { reads, broken }, source));
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
  return { value: solver, source, path: [], route: fields.route, atFault };
}

/** Tasks and parameters, as the kind of a step understands them. */
function checkSteps({ value: { steps }, atFault }: Salvaged<SolverFields>, source: Source): readonly Fault[] {
  return steps.flatMap((step, index) => {
    const isSound = (field: string): boolean => !touches(atFault, ['steps', index, field]);
    if (!isSound('kind')) return [];
    const task = isSound('task') ? faultOfTask(step) : undefined;
    return [
      ...(task === undefined ? [] : [faultAt(source, ['steps', index, 'task'], task)]),
      ...faultsOfParams(step.kind, step.params)
        .map(([name, message]) => ({ path: ['steps', index, 'params', name], message }))
        .filter(({ path }) => !touches(atFault, path))
        .map(({ path, message }) => faultAt(source, path, message)),
    ];
  });
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
