/** @module `maestro batch export`: the rollouts of a batch or run with all that is known of them, as JSONL or Parquet. */
import { extname, resolve } from 'node:path';
import { openLines } from '../../datasets/writers/task-writer.js';
import { flagField, integerField, numberField, textField, type Field } from '../../datasets/writers/parquet-schema.js';
import { openParquetWriter, type RowWriter } from '../../datasets/writers/parquet-writer.js';
import { MaestroError } from '../../domain/errors.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { FailedCallRow } from '../../store/failed-calls.js';
import type { RolloutRecord } from '../../store/result-store.js';
import type { CallRow, RolloutRow, TurnRow } from '../../store/rows.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';

/** The columns of view `v_rollouts`, and what is JSON. */
const COLUMNS = {
  text: [
    ...[
      'rollout',
      'batch',
      'suite',
      'dataset',
      'task_id',
      'family',
      'data_source',
      'policy',
      'policy_version',
      'outcome',
    ],
    ...['reason', 'answer', 'started_at', 'finished_at', 'question', 'registry', 'prompt', 'plan'],
    ...['images', 'ground_truth', 'verdict', 'trajectory', 'turn_list', 'call_list', 'failed_call_list'],
  ],
  integer: ['sample', 'seed', 'calls', 'turns', 'prompt_tokens', 'completion_tokens', 'runs'],
  number: ['reward', 'format_reward', 'answer_reward', 'cost_usd', 'latency_ms'],
  flag: ['correct', 'tainted'],
} as const;

const FIELDS: readonly Field[] = [
  ...COLUMNS.text.map(textField),
  ...COLUMNS.integer.map(integerField),
  ...COLUMNS.number.map(numberField),
  ...COLUMNS.flag.map(flagField),
];

/** @returns the exit code. @throws MaestroError NOT_FOUND, INVALID_INPUT, STORE_UNAVAILABLE */
export async function exportBatch(context: Context, batch: string, file: string | undefined): Promise<number> {
  const { settings, cwd, out, signal } = context;
  if (file === undefined) throw new MaestroError('INVALID_INPUT', 'batch export: say where to with --out.');
  const path = resolve(cwd, file);
  const open = writerFor(path);
  const results = await openResultStore(settings.resultsUrl);
  try {
    const rollouts = await results.listRollouts({ batch });
    if (rollouts.length === 0) {
      throw new MaestroError('NOT_FOUND', `The results store has no finished rollout of a batch or run "${batch}".`);
    }
    const writer = await open();
    try {
      // The oldest first.
      for (const { id } of [...rollouts].reverse()) {
        signal.throwIfAborted();
        const record = await results.getRollout(id);
        if (record !== undefined) await writer.write(rowOf(record), sizeOf(record));
      }
      await writer.finish();
    } finally {
      await writer.abandon();
    }
    out.emit({ batch, out: path, rollouts: rollouts.length });
    out.print(`${count(rollouts.length, 'rollout')} of ${batch} in ${path}`);
    return EXIT.ok;
  } finally {
    await results.close();
  }
}

type Row = Readonly<Record<string, unknown>>;

function writerFor(path: string): () => Promise<RowWriter<Row>> {
  switch (extname(path).toLowerCase()) {
    case '.jsonl':
      return () => openLines(path);
    case '.parquet':
      return async () => {
        const writer = await openParquetWriter(path, FIELDS);
        return { ...writer, write: (row, size) => writer.write(parquetRow(row), size) };
      };
    default:
      throw new MaestroError('INVALID_INPUT', `${path}: end the name in .jsonl or .parquet.`);
  }
}

function rowOf({ rollout, turns, calls, failures }: RolloutRecord): Row {
  const { id, ...facts } = rollout;
  const lists = {
    turn_list: turns.map(turnOf),
    call_list: calls.map(callOf),
    failed_call_list: failures.map(failedOf),
  };
  return { rollout: id, ...snakeCase(facts), ...lists };
}

function turnOf(turn: TurnRow): Row {
  return snakeCase(without(turn, 'rolloutId'));
}

function callOf({ usage, ...call }: CallRow): Row {
  return snakeCase({ ...without(call, 'rolloutId'), ...usage });
}

/** Null: it is not known what it cost. */
function failedOf({ usage, ...attempt }: FailedCallRow): Row {
  const unknown = { calls: null, promptTokens: null, completionTokens: null, costUsd: null };
  return snakeCase({ ...without(attempt, 'rolloutId'), ...(usage ?? unknown) });
}

function without(row: object, name: string): Row {
  return Object.fromEntries(Object.entries(row).filter(([key]) => key !== name));
}

/** JSON columns become text, as Parquet has no type for whatever they hold. */
function parquetRow(row: Row): Row {
  const text = COLUMNS.text.map((name) => [name, textOf(row[name])] as const);
  const integer = COLUMNS.integer.map((name) => [name, BigInt(Number(row[name]))] as const);
  return { ...row, ...Object.fromEntries<unknown>([...text, ...integer]) };
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Of its own members only: what is inside of them is others' JSON. */
function snakeCase(row: object): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]: [string, unknown]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}

function sizeOf({
  rollout,
  turns,
  calls,
}: {
  rollout: RolloutRow;
  turns: readonly unknown[];
  calls: readonly unknown[];
}) {
  return JSON.stringify([rollout.trajectory, rollout.question, turns, calls]).length;
}
