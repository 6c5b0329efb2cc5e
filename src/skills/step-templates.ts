/** @module The templates of a solver's steps: of its body's `## step` sections and of its `system` fields, checked against what they may read. */
import { checkTemplate, type Readable } from './check-template.js';
import { partsOf } from './expand-solver.js';
import { faultAt, type Fault, type FieldPath, type Source } from './fault.js';
import { touches } from './salvage.js';
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
  /** Fields in place of which something stands. */
  readonly atFault: readonly FieldPath[];
}

export interface StepTemplates {
  /** By step; a step without a section has none. */
  readonly templates: ReadonlyMap<string, string>;
  /** By step: the `steps.<id>` and `previous.<id>` that its templates read. */
  readonly reads: ReadonlyMap<string, readonly string[]>;
  /** Steps with a template at fault: what they read can't be told. */
  readonly broken: ReadonlySet<string>;
}

/** Faults: templates that can't work, and those that are missing or too many. */
export function readTemplates(text: SolverText, faults: Fault[]): StepTemplates {
  const { fields, body, bodyLine, source } = text;
  const soFar = faults.length;
  const sections = ownSections(splitSections(body, bodyLine), text, faults);
  const reads = new Map<string, readonly string[]>();
  // Whose a section is that belongs to no step can't be told.
  const broken = new Set(faults.length > soFar ? fields.steps.map((step) => step.id) : []);
  for (const [index, step] of fields.steps.entries()) {
    const before = faults.length;
    const readable = readableBy(step, index, text);
    const section = sections.get(step.id);
    const isKnown = !['id', 'kind'].some((field) => touches(text.atFault, ['steps', index, field]));
    if (section === undefined && isKnown && STEP_TRAITS[step.kind].template === 'required')
      faults.push(faultAt(source, ['steps', index], `needs a template, add a section "## ${step.id}" to the body`));
    const inBody = section === undefined ? [] : checkSection(section, readable, source.file, faults);
    reads.set(step.id, [...inBody, ...checkSystem(step, index, readable, source, faults)]);
    if (faults.length > before) broken.add(step.id);
  }
  return { templates: new Map([...sections].map(([id, section]) => [id, section.template])), reads, broken };
}

/** Faults of evidence that is bought and not used, and of repairs that are blind. Only of templates without a fault. */
export function checkReads(
  { steps, repair }: SolverFields,
  { reads, broken }: Pick<StepTemplates, 'reads' | 'broken'>,
  source: Source,
): readonly Fault[] {
  const faults = steps.flatMap((step, index) =>
    step.needs.flatMap((need, at) => {
      const isRead = broken.has(step.id) || reads.get(step.id)?.includes(`steps.${need}`) === true;
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
  if (repair === undefined || !isBlind || broken.size > 0) return faults;
  const message = `repeats without a look at what went wrong, read previous.${repair.check}.text in a template`;
  return [...faults, faultAt(source, ['repair'], message)];
}

/** Results of another step are many where that step ran once for each image and this one does not. */
function readableBy(
  step: StepFields,
  index: number,
  { fields: { steps, repair }, isSound, atFault }: SolverText,
): Readable {
  // Of a graph at fault only the names are checked: that something can't be read would follow from the fault.
  if (!isSound) {
    const needs = touches(atFault, ['steps', index, 'needs']) ? steps.map(({ id }) => id) : step.needs;
    return { steps: new Map(needs.map((need) => [need, 'one'])), previous: undefined };
  }
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
  { fields: { steps }, source: { file }, atFault }: SolverText,
  faults: Fault[],
): ReadonlyMap<string, Section> {
  const own = new Map<string, Section>();
  // One that should have another name may be meant.
  const isUnknown = steps.some((_, index) => touches(atFault, ['steps', index, 'id']));
  for (const section of sections) {
    const add = (message: string): void =>
      void faults.push({ file, line: section.headingLine, field: `## ${section.step}`, message });
    if (!steps.some((step) => step.id === section.step)) {
      if (isUnknown) continue;
      add('belongs to no step, correct the id (headings inside a template begin with ###)');
    } else if (own.has(section.step)) add('stands twice, keep one');
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
