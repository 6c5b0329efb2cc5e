/** @module The columns of verl's Parquet, as the reference's training files have them, with more facts in `extra_info`. */
import { DEFAULT_DATA_SOURCE, type Task } from '../../domain/task.js';
import { bytesField, integerField, listField, structField, textField, type Field } from './parquet-schema.js';

export interface VerlImage {
  readonly bytes: Uint8Array;
  /** A name; the content is in `bytes`. */
  readonly path: string;
}

export interface VerlOptions {
  /** Number of the row in its file, from 0. */
  readonly index: number;
  readonly images: readonly VerlImage[];
  /** The system message of each prompt; undefined: none. */
  readonly system: string | undefined;
}

export const messagesField = (name: string): Field =>
  listField(name, structField('element', [textField('content'), textField('role')]));

const texts = (name: string): Field => listField(name, textField('element'));

export const VERL_FIELDS: readonly Field[] = [
  textField('data_source'),
  messagesField('prompt'),
  textField('ability'),
  structField('extra_info', [
    texts('answer'),
    integerField('index'),
    textField('question'),
    textField('split'),
    textField('id'),
    textField('family'),
    texts('options'),
    textField('answer_type'),
    textField('category'),
    textField('group'),
  ]),
  listField('images', structField('element', [bytesField('bytes'), textField('path')])),
  structField('reward_model', [texts('ground_truth'), textField('style')]),
];

/** What verl's loader takes: a mark in the text for each picture. */
export const IMAGE_MARK = '<image>';

/** A task as such a row. Without a truth, `ground_truth` is empty. */
export function verlRow(task: Task, { index, images, system }: VerlOptions): Readonly<Record<string, unknown>> {
  const question = IMAGE_MARK.repeat(images.length) + task.question;
  const truth = typeof task.ground_truth === 'string' ? [task.ground_truth] : [...(task.ground_truth ?? [])];
  const prompt = [{ role: 'user', content: question }];
  return {
    data_source: task.data_source ?? DEFAULT_DATA_SOURCE,
    prompt: system === undefined ? prompt : [{ role: 'system', content: system }, ...prompt],
    ability: task.family ?? '',
    extra_info: {
      answer: truth,
      index: BigInt(index),
      question,
      split: task.split ?? '',
      id: task.id,
      family: task.family ?? '',
      options: [...(task.options ?? [])],
      answer_type: task.answer_type ?? '',
      category: task.category ?? '',
      group: task.group ?? '',
    },
    images: images.map(({ bytes, path }) => ({ bytes, path })),
    reward_model: { ground_truth: truth, style: 'rule' },
  };
}
