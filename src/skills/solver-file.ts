/** @module Reads one solver file: front matter (when, steps) and a `## step` section with the template of each step. */
import { allEngineTasks } from '../domain/engine-tasks.js';
import type { Solver } from '../domain/registry.js';
import { faultAt, type Fault, type Located } from './fault.js';
import { splitFrontMatter, type TextFile } from './front-matter.js';
import { addSecretFaults, looksSecret, SECRET_ADVICE } from './secrets.js';
import { splitSections } from './sections.js';
import { checkStepGraph } from './step-graph.js';
import { solverSchema, STEP_TRAITS, type StepFields } from './step-schema.js';
import { checkTemplate } from './template.js';
import { validate } from './validate.js';
import { parseYaml } from './yaml-document.js';

/** Parses and checks a solver file; its id is the file's name. Undefined when its fields can't be read. Faults are collected. */
export function parseSolverFile(id: string, file: TextFile, faults: Fault[]): Located<Solver> | undefined {
  const parts = splitFrontMatter(file, faults);
  const document = parts && parseYaml(parts.yaml, faults);
  if (parts === undefined || document === undefined) return undefined;
  const { source } = document;
  const fields = validate(solverSchema, document.value, source, [], faults);
  addSecretFaults(document, faults);
  if (fields === undefined) return undefined;

  faults.push(...checkStepGraph(fields.steps, source));
  for (const [index, step] of fields.steps.entries()) {
    const message = faultOfTask(step);
    if (message !== undefined) faults.push(faultAt(source, ['steps', index, 'task'], message));
  }
  const templates = readTemplates(parts.body, parts.bodyLine, fields.steps, file.file, faults);
  for (const [index, step] of fields.steps.entries()) {
    if (!templates.has(step.id) && STEP_TRAITS[step.kind].template === 'required') {
      faults.push(faultAt(source, ['steps', index], `needs a template, add a section "## ${step.id}" to the body`));
    }
  }
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
      task: step.task ?? STEP_TRAITS[step.kind].defaultTask,
      params: step.params,
      images: step.images,
    })),
  };
  return { value: solver, source, path: [] };
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

/** Step id -> template, with faults for sections that belong to no step and templates that can't work. */
function readTemplates(
  body: string,
  bodyLine: number,
  steps: readonly StepFields[],
  file: string,
  faults: Fault[],
): ReadonlyMap<string, string> {
  const templates = new Map<string, string>();
  for (const section of splitSections(body, bodyLine)) {
    const add = (line: number, message: string): void =>
      void faults.push({ file, line, field: `## ${section.step}`, message });
    const step = steps.find((candidate) => candidate.id === section.step);
    if (step === undefined) {
      add(section.headingLine, 'belongs to no step, correct the id (headings inside a template begin with ###)');
      continue;
    }
    if (templates.has(step.id)) add(section.headingLine, 'stands twice, keep one');
    templates.set(step.id, section.template);
    if (section.template === '') add(section.headingLine, 'is empty, write the template or remove the section');
    if (looksSecret(section.template)) add(section.headingLine, SECRET_ADVICE);
    for (const fault of checkTemplate(section.template, step.needs))
      add(section.templateLine + fault.line - 1, fault.message);
  }
  return templates;
}
