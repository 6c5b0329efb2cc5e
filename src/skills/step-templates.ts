/** @module The templates of a solver's steps: of its body's `## step` sections and of its `system` fields, checked against what they may read. */
import { checkTemplate, type Readable } from './check-template.js';
import { partsOf } from './expand-solver.js';
import { faultAt, type Fault, type Source } from './fault.js';
import { looksSecret, SECRET_ADVICE } from './secrets.js';
import { splitSections, type Section } from './sections.js';
import { STEP_TRAITS, type SolverFields, type StepFields } from './step-schema.js';

interface SolverText {
  readonly fields: SolverFields;
  readonly body: string;
  /** The line on which the body begins, from 1. */
  readonly bodyLine: number;
  readonly source: Source;
  /** Is the graph of its steps without a fault? */
  readonly isSound: boolean;
}

export interface StepTemplates {
  /** By step; a step without a section has none. */
  readonly templates: ReadonlyMap<string, string>;
  /** By step: the `steps.<id>` and `previous.<id>` that its templates read. */
  readonly reads: ReadonlyMap<string, readonly string[]>;
}

/** Faults: templates that can't work, and those that are missing or too many. */
export function readTemplates(text: SolverText, faults: Fault[]): StepTemplates {
  const { fields, body, bodyLine, source } = text;
  const sections = ownSections(splitSections(body, bodyLine), fields.steps, source.file, faults);
  const reads = new Map<string, readonly string[]>();
  for (const [index, step] of fields.steps.entries()) {
    const readable = readableBy(step, text);
    const section = sections.get(step.id);
    if (section === undefined && STEP_TRAITS[step.kind].template === 'required')
      faults.push(faultAt(source, ['steps', index], `needs a template, add a section "## ${step.id}" to the body`));
    const inBody = section === undefined ? [] : checkSection(section, readable, source.file, faults);
    reads.set(step.id, [...inBody, ...checkSystem(step, index, readable, source, faults)]);
  }
  return { templates: new Map([...sections].map(([id, section]) => [id, section.template])), reads };
}

/** Faults of evidence that is bought and not used, and of repairs that are blind. Only for templates without a fault. */
export function checkReads(
  { steps, repair }: SolverFields,
  reads: StepTemplates['reads'],
  source: Source,
): readonly Fault[] {
  const faults = steps.flatMap((step, index) =>
    step.needs.flatMap((need, at) => {
      const isRead = reads.get(step.id)?.includes(`steps.${need}`) === true;
      if (isRead || step.images.includes(need) || step.params.tests === need) return [];
      const message = `"${need}" is asked for and not used: read steps.${need} in a template, take its images, or remove it`;
      return [faultAt(source, ['steps', index, 'needs', at], message)];
    }),
  );
  for (const [index, { params, needs }] of steps.entries()) {
    if (params.tests === undefined || needs.includes(params.tests)) continue;
    const message = `names "${params.tests}", which is not in the step's needs, add it there`;
    faults.push(faultAt(source, ['steps', index, 'params', 'tests'], message));
  }
  const isBlind = ![...reads.values()].flat().some((name) => name.startsWith('previous.'));
  if (repair === undefined || !isBlind) return faults;
  const message = `repeats without a look at what went wrong, read previous.${repair.check}.text in a template`;
  return [...faults, faultAt(source, ['repair'], message)];
}

/** Results of another step are many where that step ran once for each image and this one does not. */
function readableBy(step: StepFields, { fields: { steps, repair }, isSound }: SolverText): Readable {
  // Of a graph at fault only the names are checked: that something can't be read would follow from the fault.
  if (!isSound) return { steps: new Map(step.needs.map((need) => [need, 'one'])), previous: undefined };
  const { repeated } = partsOf({ steps, repair });
  const isMany = (id: string): boolean =>
    step.each === 'task' && steps.some((other) => other.id === id && other.each === 'image');
  return {
    steps: new Map(step.needs.map((need) => [need, isMany(need) ? 'many' : 'one'])),
    previous: repeated.includes(step) ? repeated.map((other) => other.id) : [],
  };
}

function ownSections(
  sections: readonly Section[],
  steps: readonly StepFields[],
  file: string,
  faults: Fault[],
): ReadonlyMap<string, Section> {
  const own = new Map<string, Section>();
  for (const section of sections) {
    const add = (message: string): void =>
      void faults.push({ file, line: section.headingLine, field: `## ${section.step}`, message });
    if (!steps.some((step) => step.id === section.step))
      add('belongs to no step, correct the id (headings inside a template begin with ###)');
    else if (own.has(section.step)) add('stands twice, keep one');
    else own.set(section.step, section);
  }
  return own;
}

/** What the section's template reads. */
function checkSection(section: Section, readable: Readable, file: string, faults: Fault[]) {
  const add = (line: number, message: string): void =>
    void faults.push({ file, line, field: `## ${section.step}`, message });
  if (section.template === '') add(section.headingLine, 'is empty, write the template or remove the section');
  if (looksSecret(section.template)) add(section.headingLine, SECRET_ADVICE);
  const checked = checkTemplate(section.template, readable);
  for (const fault of checked.faults) add(section.templateLine + fault.line - 1, fault.message);
  return checked.reads;
}

function checkSystem(step: StepFields, index: number, readable: Readable, source: Source, faults: Fault[]) {
  const checked = checkTemplate(step.system, readable);
  for (const { message } of checked.faults) faults.push(faultAt(source, ['steps', index, 'system'], message));
  return checked.reads;
}
