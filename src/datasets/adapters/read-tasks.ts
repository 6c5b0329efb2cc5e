/** @module Tasks of a dataset through an adapter: row by row, every fault told, none of them the end. */
import { isMaestroError, type MaestroError } from '../../domain/errors.js';
import type { ImageRef } from '../../domain/ref.js';
import { imagesOfCell } from '../images/cell.js';
import { readImage, type InspectImage, type ReadImage } from '../images/read-image.js';
import type { TaskLine } from '../jsonl.js';
import type { DatasetFiles } from '../readers/find-files.js';
import { readRows } from '../readers/read-rows.js';
import { rowFault, type Row } from '../readers/row.js';
import { buildTask, isMeant, type BuiltImage } from './build-task.js';
import { cellFault } from './cell-fault.js';
import { cellOf, render, textOf } from './evaluate.js';
import type { Adapter, ImageColumn } from './schema.js';

export interface AdaptedTasks {
  readonly files: DatasetFiles;
  readonly adapter: Adapter;
  readonly inspect: InspectImage;
  /** Takes each picture, and says where the task finds it. */
  readonly keepImage: (image: ReadImage) => Promise<string> | string;
  /** Told for each row that the adapter does not mean. */
  readonly onLeftOut?: () => void;
}

/** A task with what is known of its pictures and its row; or a fault. */
export type DatasetLine =
  | (Extract<TaskLine, { kind: 'task' }> & { readonly file: string; readonly images: readonly ImageRef[] })
  | Extract<TaskLine, { kind: 'fault' }>;

/** A text in a column of pictures that is at most so long may name another row. */
const MAX_REFERENCE = 64;

type RowImages = readonly (BuiltImage & { readonly ref: ImageRef })[];

/** Ids that were there before are faults. Throws what {@link readRows} throws, and what `keepImage` throws. */
export async function* readAdapted(options: AdaptedTasks): AsyncGenerator<DatasetLine> {
  const { files, adapter } = options;
  const seen = new Map<string, string>();
  const byReference = new Map<string, RowImages>();
  let index = 0;
  for await (const event of readRows(files, { format: adapter.format, listAt: adapter.rows })) {
    if (event.kind === 'fault') {
      index += event.row === 0 ? 0 : event.rows;
      yield { kind: 'fault', line: event.row, rows: event.rows, message: event.message };
      continue;
    }
    index++;
    const row = withPlace(event, index);
    try {
      if (!isMeant(adapter, row.columns)) {
        options.onLeftOut?.();
        continue;
      }
      const images = await imagesOf(options, row, byReference);
      const task = buildTask(adapter, row.columns, images);
      const earlier = seen.get(task.id);
      if (earlier !== undefined) throw cellFault('', `the id "${task.id}" is already that of ${earlier}`);
      seen.set(task.id, files.files.length > 1 ? `${row.file}, row ${row.row}` : `row ${row.row}`);
      yield { kind: 'task', line: row.row, task, file: row.file, images: images.map(({ ref }) => ref) };
    } catch (error) {
      if (!isMaestroError(error) || error.code !== 'INVALID_INPUT') throw error;
      yield faultOf(row, error);
    }
  }
}

/** What a template may say of the row itself. A column of the same name is hidden. */
function withPlace(row: Row, index: number): Row {
  const stem = row.file.replace(/^.*[/\\]/, '').replace(/\.\w+$/, '');
  return { ...row, columns: { ...row.columns, _row: row.row, _index: index, _file: stem } };
}

function faultOf({ file, row }: Row, error: MaestroError): DatasetLine {
  const { column } = error.data;
  const place = { file, row, unit: 'row' } as const;
  const { message } = rowFault(
    typeof column === 'string' && column !== '' ? { ...place, column } : place,
    error.message,
  );
  return { kind: 'fault', line: row, rows: 1, message };
}

async function imagesOf(options: AdaptedTasks, row: Row, byReference: Map<string, RowImages>): Promise<RowImages> {
  const all: RowImages[] = [];
  for (const column of options.adapter.images) {
    const images =
      'template' in column
        ? await readCell(options, row, { name: '', cell: render(column.template, row.columns, false) })
        : await imagesOfColumn(options, row, column, byReference);
    all.push(images);
  }
  return all.flat();
}

async function imagesOfColumn(
  options: AdaptedTasks,
  row: Row,
  { column: name, optional, refers_to: by }: Extract<ImageColumn, { column: string }>,
  byReference: Map<string, RowImages>,
): Promise<RowImages> {
  const cell = cellOf(row.columns, name);
  if (cell === undefined && !optional) throw cellFault(name, 'there is no such column');
  const key = by === undefined ? undefined : textOf(cellOf(row.columns, by), by);
  if (key !== undefined && (typeof cell === 'string' || typeof cell === 'number')) {
    const reference = String(cell);
    if (reference !== '' && reference.length <= MAX_REFERENCE) {
      const meant = byReference.get(reference);
      if (meant !== undefined) return meant;
      throw cellFault(name, `refers to the row whose "${by ?? ''}" is ${reference}, and no such row stands before it`);
    }
  }
  const images = await readCell(options, row, { name, cell });
  if (images.length === 0 && !optional) throw cellFault(name, 'is empty: the picture is missing');
  if (key !== undefined) byReference.set(key, images);
  return images;
}

async function readCell(
  { inspect, keepImage }: AdaptedTasks,
  { file }: Row,
  { name, cell }: { readonly name: string; readonly cell: unknown },
): Promise<RowImages> {
  const cells = imagesOfCell(cell);
  if (typeof cells === 'string') throw cellFault(name, cells);
  const images: RowImages[number][] = [];
  for (const each of cells) {
    const image = await readImage(each, file, inspect);
    if (typeof image === 'string') throw cellFault(name, image);
    const { sha256, bytes, mime, width, height } = image;
    images.push({ source: await keepImage(image), sha256, ref: { sha256, bytes, mime, width, height } });
  }
  return images;
}
