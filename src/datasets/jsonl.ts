/** @module Files of tasks: one JSON object per line. Every line that isn't a task is reported, none is dropped. */
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { base64OfImage, isAddress } from '../domain/data-url.js';
import { messageOf } from '../domain/errors.js';
import { editDistance, normalizeName } from '../domain/registry.js';
import type { Task } from '../domain/task.js';
import { MAX_IMAGES, MAX_OPTIONS, TASK_LIMITS } from '../domain/task-limits.js';
import { readLines } from './lines.js';

const MAX_LINE_BYTES = 32 * 2 ** 20;

const text = z.string().refine((value) => value.trim() !== '', 'must not be empty');
const image = z
  .string()
  .refine(isImageSource, 'must be a path or a data:image/...;base64, URL (png, jpeg, webp or gif)');
const upTo = (most: number) =>
  text.refine((value) => value.length <= most, `must have at most ${most.toLocaleString('en')} characters`);
const truth = upTo(TASK_LIMITS.ground_truth);
const label = upTo(TASK_LIMITS.label);
const taskLine = z.object({
  id: upTo(TASK_LIMITS.id),
  question: upTo(TASK_LIMITS.question),
  images: z.array(image).max(MAX_IMAGES, `has more than ${MAX_IMAGES} pictures`).optional(),
  data_source: upTo(TASK_LIMITS.data_source).optional(),
  ground_truth: z
    .union([truth, z.array(truth).min(1)], 'must be a text that is not empty, or a list of such texts')
    .optional(),
  family: label.optional(),
  options: z.array(upTo(TASK_LIMITS.option)).min(2).max(MAX_OPTIONS).optional(),
  answer_type: label.optional(),
  split: label.optional(),
  category: label.optional(),
  group: upTo(TASK_LIMITS.id).optional(),
});
const FIELDS = Object.keys(taskLine.shape);

/** A task, or what is wrong with its line (from 1). The message names file, line and field. */
export type TaskLine =
  | { readonly kind: 'task'; readonly line: number; readonly task: Task }
  | { readonly kind: 'fault'; readonly line: number; readonly message: string; readonly rows?: number };

/**
 * Reads a file of tasks. Blank lines are skipped; relative image paths are resolved against the file's folder. Faults: a
 * line that isn't a task, an id that came before, a line over 32 MB, a file without any task line (line 0).
 * Throws NOT_FOUND for a missing file.
 */
export async function* readTasks(path: string): AsyncGenerator<TaskLine> {
  const folder = dirname(resolve(path));
  const firstLineOf = new Map<string, number>();
  let empty = true;
  for await (const each of readLines(path, MAX_LINE_BYTES)) {
    const { line } = each;
    const fault = (message: string): TaskLine => ({
      kind: 'fault',
      line,
      message: `${path}, line ${line}: ${message}`,
    });
    if (each.kind === 'text' && each.text.trim() === '') continue;
    empty = false;
    const parsed = each.kind === 'text' ? parseTask(each.text) : each.message;
    if (typeof parsed === 'string') {
      yield fault(parsed);
      continue;
    }
    const earlier = firstLineOf.get(parsed.id);
    if (earlier !== undefined) {
      yield fault(`field "id": "${parsed.id}" is already the id of line ${earlier}; ids are unique within a file`);
      continue;
    }
    firstLineOf.set(parsed.id, line);
    yield { kind: 'task', line, task: withAbsoluteImages(parsed, folder) };
  }
  if (empty) yield { kind: 'fault', line: 0, message: `${path} holds no task: it is empty.` };
}

/** The number of lines that aren't blank, for progress; lines are counted, not checked. */
export async function countLines(path: string): Promise<number> {
  let count = 0;
  for await (const each of readLines(path, MAX_LINE_BYTES)) {
    if (each.kind === 'bad' || each.text.trim() !== '') count++;
  }
  return count;
}

/** A task, or what is wrong. */
function parseTask(line: string): Task | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return `not valid JSON (${messageOf(error)}); each line is one object such as {"id":"1","question":"What is 2 + 2?"}`;
  }
  const result = taskLine.safeParse(value);
  const problems = result.success ? [] : result.error.issues.map(describe);
  const misspelt = misspeltFields(value);
  if (!result.success || misspelt.length > 0) return [...problems, ...misspelt].join('; ');
  const { id, question, ...facts } = result.data;
  return { id, question, ...given(facts) };
}

/** Without the fields that are not there. */
function given(facts: Omit<z.infer<typeof taskLine>, 'id' | 'question'>): Omit<Task, 'id' | 'question'> {
  const { images, data_source, ground_truth, family, options, answer_type, split, category, group } = facts;
  return {
    ...(images === undefined ? {} : { images }),
    ...(data_source === undefined ? {} : { data_source }),
    ...(ground_truth === undefined ? {} : { ground_truth }),
    ...(family === undefined ? {} : { family }),
    ...(options === undefined ? {} : { options }),
    ...(answer_type === undefined ? {} : { answer_type }),
    ...(split === undefined ? {} : { split }),
    ...(category === undefined ? {} : { category }),
    ...(group === undefined ? {} : { group }),
  };
}

function describe(issue: z.core.$ZodIssue): string {
  const field = issue.path.map(String).join('.');
  if (field === '') return `must be one JSON object (${issue.message})`;
  return `field "${field}": ${issue.message}`;
}

/** Fields of the user's own are left alone, but `groundTruth` or `imgaes` would be lost unnoticed. */
function misspeltFields(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => {
    if (FIELDS.includes(key)) return [];
    const meant = FIELDS.find((field) => {
      const distance = editDistance(normalizeName(field), normalizeName(key));
      return distance <= (field.length > 4 ? 2 : 0);
    });
    return meant === undefined ? [] : [`field "${key}": unknown; did you mean "${meant}"?`];
  });
}

function isImageSource(source: string): boolean {
  if (source.trim() === '') return false;
  if (/^data:/i.test(source))
    return /^data:image\/(png|jpeg|webp|gif);/.test(source) && (base64OfImage(source) ?? '') !== '';
  return !isAddress(source);
}

function withAbsoluteImages(task: Task, folder: string): Task {
  if (task.images === undefined) return task;
  return { ...task, images: task.images.map((each) => (each.startsWith('data:') ? each : resolve(folder, each))) };
}
