/** @module A row and its pictures become a task, as the adapter says. */
import { createHash } from 'node:crypto';
import type { Task } from '../../domain/task.js';
import { MAX_IMAGES, MAX_OPTIONS, TASK_LIMITS as MOST } from '../../domain/task-limits.js';
import type { Columns } from '../readers/row.js';
import { cellFault } from './cell-fault.js';
import { evaluate } from './evaluate.js';
import { rightOption, shuffleChoice, truthOf, withOptions } from './options.js';
import type { Adapter, OptionTruth, Value } from './schema.js';

export interface BuiltImage {
  /** Where the task finds it. */
  readonly source: string;
  readonly sha256: string;
}

/** Does the adapter mean this row? @throws MaestroError INVALID_INPUT */
export function isMeant(adapter: Adapter, columns: Columns): boolean {
  return adapter.only.every(({ column, is }) => {
    const value = evaluate({ column, optional: true }, columns);
    return typeof value === 'string' && is.includes(value);
  });
}

/** @throws MaestroError INVALID_INPUT with the column in `data` */
export function buildTask(adapter: Adapter, columns: Columns, images: readonly BuiltImage[]): Task {
  const { task: fields } = adapter;
  if (images.length > MAX_IMAGES)
    throw cellFault('', `the task has ${images.length} pictures, at most ${MAX_IMAGES} are allowed`);
  const text = (name: string, value: Value, most: number): string =>
    one({ name, most, column: columnOf(value) }, evaluate(value, columns));
  const label = (name: string, value: Value | undefined, most: number = MOST.label): string | undefined => {
    const found = value === undefined ? undefined : evaluate(value, columns);
    return found === undefined || value === undefined ? undefined : one({ name, most, column: columnOf(value) }, found);
  };
  const id = text('id', fields.id, MOST.id);
  const bare = text('question', fields.question, MOST.question);
  const { options, truth } = choiceOf(adapter, columns, id);
  const question = options === undefined ? bare : withOptions(bare, options, adapter.show_options);
  const [family, answerType] = [label('family', fields.family), label('answer_type', fields.answer_type)];
  const [split, category] = [label('split', fields.split), label('category', fields.category)];
  const group =
    fields.group !== undefined && 'hash_of' in fields.group
      ? hashOf(fields.group.hash_of, { question: bare, options: options ?? [], images })
      : label('group', fields.group, MOST.id);
  return {
    id,
    question: within({ name: 'question', most: MOST.question, column: columnOf(fields.question) }, question),
    ...(images.length === 0 ? {} : { images: images.map(({ source }) => source) }),
    data_source: text('data_source', fields.data_source, MOST.data_source),
    ...(truth === undefined ? {} : { ground_truth: truth }),
    ...(family === undefined ? {} : { family }),
    ...(options === undefined ? {} : { options }),
    ...(answerType === undefined ? {} : { answer_type: answerType }),
    ...(split === undefined ? {} : { split }),
    ...(category === undefined ? {} : { category }),
    ...(group === undefined ? {} : { group }),
  };
}

interface OptionsAndTruth {
  readonly options?: readonly string[];
  readonly truth?: Task['ground_truth'];
}

function choiceOf(adapter: Adapter, columns: Columns, id: string): OptionsAndTruth {
  const { options: from, ground_truth: truth } = adapter.task;
  const options = from === undefined ? undefined : optionsOf(from, columns);
  const offered = options === undefined ? {} : { options };
  if (truth === undefined) return offered;
  const value = isOptionTruth(truth) ? truth.option : truth;
  const field = { name: 'ground_truth', most: MOST.ground_truth, column: columnOf(value) };
  const said = evaluate(value, columns);
  if (said === undefined) return offered;
  for (const each of typeof said === 'string' ? [said] : said) within(field, each);
  // Some releases ask open questions beside those with options.
  if (!isOptionTruth(truth) || options === undefined) return { ...offered, truth: said };
  const choice = { options, right: rightOption(options, one(field, said), truth) };
  const { shuffle_options: seed } = adapter;
  const ordered = seed === undefined ? choice : shuffleChoice(choice, seed, id);
  return { options: ordered.options, truth: truthOf(ordered, truth.as) };
}

function isOptionTruth(truth: Value | OptionTruth): truth is OptionTruth {
  return 'option' in truth;
}

function optionsOf(from: Value, columns: Columns): readonly string[] | undefined {
  const found = evaluate(from, columns);
  if (found === undefined) return undefined;
  const options = typeof found === 'string' ? [found] : found;
  const column = columnOf(from);
  if (options.length < 2 || options.length > MAX_OPTIONS)
    throw cellFault(column, `has ${options.length} options, between 2 and ${MAX_OPTIONS} are allowed`);
  for (const option of options) within({ name: 'options', most: MOST.option, column }, option);
  return options;
}

/** The column to blame; empty when several make up the value. */
function columnOf(value: Value): string {
  return 'column' in value ? value.column : '';
}

interface Field {
  readonly name: string;
  /** Characters. */
  readonly most: number;
  readonly column: string;
}

/** One text of at most so many characters. */
function one(field: Field, value: string | readonly string[] | undefined): string {
  const { name, column } = field;
  if (value === undefined) throw cellFault(column, `there is nothing for the task's ${name}`);
  if (typeof value === 'string') return within(field, value);
  const [only, ...more] = value;
  if (only !== undefined && more.length === 0) return within(field, only);
  throw cellFault(column, `the task's ${name} must be one text, not a list of ${value.length}`);
}

function within({ name, most, column }: Field, text: string): string {
  if (text.length <= most) return text;
  const [has, allowed] = [text.length.toLocaleString('en'), most.toLocaleString('en')];
  throw cellFault(column, `the task's ${name} has ${has} characters, at most ${allowed} are allowed`);
}

interface Parts {
  readonly question: string;
  readonly options: readonly string[];
  readonly images: readonly BuiltImage[];
}

/** The order of the options does not count: HRBench asks each question in four orders of them. */
function hashOf(parts: readonly (keyof Parts)[], { question, options, images }: Parts): string {
  const all: Readonly<Record<keyof Parts, unknown>> = {
    question,
    options: [...options].sort(),
    images: images.map(({ sha256 }) => sha256),
  };
  const content = JSON.stringify(parts.map((part) => all[part]));
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
