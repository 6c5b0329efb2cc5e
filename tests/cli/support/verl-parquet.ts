/** @module A Parquet file of verl's layout, as training data comes: nested columns, images inside, Snappy. */
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { SchemaElement } from 'hyparquet';

export interface VerlRow {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

const utf8 = (name: string): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: 'OPTIONAL',
});
const struct = (name: string, ...children: readonly (readonly SchemaElement[])[]): SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', num_children: children.length },
  ...children.flat(),
];
const list = (name: string, element: readonly SchemaElement[]): SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  ...element,
];

const SCHEMA: SchemaElement[] = [
  { name: 'schema', num_children: 6 },
  utf8('data_source'),
  ...list('prompt', struct('element', [utf8('content')], [utf8('role')])),
  utf8('ability'),
  ...struct(
    'extra_info',
    list('answer', [utf8('element')]),
    [{ name: 'index', type: 'INT64', repetition_type: 'OPTIONAL' }],
    [utf8('question')],
    [utf8('split')],
  ),
  ...list(
    'images',
    struct('element', [{ name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' }], [utf8('path')]),
  ),
  ...struct('reward_model', list('ground_truth', [utf8('element')]), [utf8('style')]),
];

export function verlParquet(rows: readonly VerlRow[]): Uint8Array {
  const each = <T>(make: (row: VerlRow, index: number) => T): T[] => rows.map(make);
  const buffer = parquetWriteBuffer({
    schema: SCHEMA,
    columnData: [
      { name: 'data_source', data: each(() => 'chartqa') },
      { name: 'prompt', data: each(({ messages }) => messages.map(({ role, content }) => ({ content, role }))) },
      { name: 'ability', data: each(() => 'reading') },
      {
        name: 'extra_info',
        data: each((_, index) => ({ answer: ['x'], index: BigInt(index), question: 'q', split: 'train' })),
      },
      { name: 'images', data: each(() => [{ bytes: new Uint8Array(5_000), path: 'data/1.png' }]) },
      { name: 'reward_model', data: each(() => ({ ground_truth: ['x'], style: 'rule' })) },
    ],
  });
  return new Uint8Array(buffer);
}
