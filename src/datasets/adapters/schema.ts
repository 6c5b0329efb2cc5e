/** @module An adapter: a small YAML file that says how the columns of a dataset become tasks. Declarative, never code. */
import { z } from 'zod';
import { strictObject } from '../../skills/validate.js';
import { FORMATS } from '../readers/formats.js';

const text = z.string().min(1);
/** A column's name; dots lead into structs: `reward_model.ground_truth`. */
const column = text.max(200);
const columnFields = {
  column,
  /** Nothing there is no fault. */
  optional: z.boolean().default(false),
  /** Of a list of chat messages: the content of the last one with this role. */
  message: z.enum(['system', 'user', 'assistant']).optional(),
  /** A text that holds a list: as JSON or Python write it, or one entry a line. */
  parse: z.enum(['list', 'lines']).optional(),
  split: text.optional(),
  /** A text that is taken out wherever it stands. */
  remove: text.optional(),
  /** A column with a place in the text for each picture: `[image 1]` is put there. */
  marks_at: column.optional(),
  map: z.record(z.string(), z.union([z.string(), z.array(z.string())], 'must be a text or a list of texts')).optional(),
  /** For values that `map` does not have; without it they are faults. */
  otherwise: z.string().optional(),
};

/** A plain text is a column's name. */
function orColumn<T extends z.ZodType>(block: T) {
  return z.preprocess((given) => (typeof given === 'string' ? { column: given } : given), block);
}

const simpleBlock = z.union(
  [
    strictObject(columnFields),
    strictObject({ columns: z.array(column).min(1) }),
    strictObject({ constant: text }),
    strictObject({ template: text.max(4_000), optional: z.boolean().default(false) }),
  ],
  "must be a column's name, or a block with column, columns, constant or template and the fields that belong to it",
);
const simple = orColumn(simpleBlock);
const value = orColumn(
  z.union(
    [simpleBlock, strictObject({ first_of: z.array(simple).min(2) })],
    "must be a column's name, or a block with column, columns, constant, template or first_of and the fields that belong to it",
  ),
);

/** What stands for the same question, however its options are ordered: a hash of these parts of the finished task. */
const hash = strictObject({ hash_of: z.array(z.enum(['question', 'options', 'images'])).min(1) });

/** The right option, by its letter, its text, or its index. */
const option = strictObject({
  option: value,
  counted_from: z.union([z.literal(0), z.literal(1)], 'is not allowed, use 0 or 1').default(0),
  as: z.enum(['letter', 'text', 'both']).default('both'),
});

const image = orColumn(
  z.union(
    [
      strictObject({
        column,
        optional: z.boolean().default(false),
        /** A short text in place of a picture names another row by this column: its pictures are meant. */
        refers_to: column.optional(),
      }),
      strictObject({ template: text.max(4_000) }),
    ],
    "must be a column's name, or a block with column or template",
  ),
);

export const adapterSchema = strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/, 'must be lower-case letters, digits and hyphens'),
  summary: text,
  /** Where the dataset is published. */
  release: text.optional(),
  /** The columns were not checked against the release. */
  from_memory: z.boolean().default(false),
  format: z.enum(FORMATS).optional(),
  /** JSON: the field that holds the list of rows. */
  rows: text.optional(),
  /** Rows that are meant: all of these must hold. Others are counted as left out. */
  only: z.array(strictObject({ column, is: z.array(z.string()).min(1) })).default([]),
  images: z.array(image).default([]),
  task: strictObject({
    id: value,
    question: value,
    data_source: value,
    ground_truth: z.union([value, option], 'must be a value, or a block with option, counted_from and as').optional(),
    options: value.optional(),
    family: value.optional(),
    answer_type: value.optional(),
    split: value.optional(),
    category: value.optional(),
    group: z.union([value, hash], 'must be a value, or a block with hash_of').optional(),
  }),
  /** The options are shuffled by this seed and the task's id; the truth goes along. */
  shuffle_options: z.int().min(0).optional(),
  /** The options are listed under the question. */
  show_options: z.enum(['letters', 'numbers']).optional(),
});

export type Adapter = z.infer<typeof adapterSchema>;
export type Value = z.infer<typeof value>;
export type SimpleValue = z.infer<typeof simple>;
export type OptionTruth = z.infer<typeof option>;
export type ImageColumn = z.infer<typeof image>;
