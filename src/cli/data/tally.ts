/** @module What a dataset holds, counted task by task: memory grows with the kinds of things, and with the hashes of pictures. */
import type { ImageRef } from '../../domain/ref.js';
import type { Task } from '../../domain/task.js';
import { count, fileSize } from '../format.js';
import { printable } from '../output.js';
import { renderTable } from '../table.js';

const FIELDS = ['data_source', 'family', 'split', 'category', 'answer_type'] as const;
/** Values of a field that are shown; all are counted. */
const SHOWN = 12;

export class DatasetTally {
  tasks = 0;
  #withTruth = 0;
  #withOptions = 0;
  #images = 0;
  #bytes = 0;
  readonly #groups = new Set<string>();
  readonly #hashes = new Set<string>();
  readonly #sizes = new Map<string, number>();
  readonly #values = new Map(FIELDS.map((field) => [field, new Map<string, number>()]));

  add(task: Task, images: readonly ImageRef[]): void {
    this.tasks++;
    if (task.ground_truth !== undefined) this.#withTruth++;
    if (task.options !== undefined) this.#withOptions++;
    if (task.group !== undefined) this.#groups.add(task.group);
    for (const field of FIELDS) bump(this.#values.get(field), task[field]);
    for (const { sha256, bytes, width, height } of images) {
      this.#images++;
      if (this.#hashes.has(sha256)) continue;
      this.#hashes.add(sha256);
      this.#bytes += bytes;
      bump(this.#sizes, `${width}x${height}`);
    }
  }

  json(): Readonly<Record<string, unknown>> {
    return {
      with_truth: this.#withTruth,
      with_options: this.#withOptions,
      groups: this.#groups.size,
      images: {
        shown: this.#images,
        distinct: this.#hashes.size,
        bytes: this.#bytes,
        sizes: Object.fromEntries(byCount(this.#sizes)),
      },
      ...Object.fromEntries(FIELDS.map((field) => [field, Object.fromEntries(byCount(this.#values.get(field)))])),
    };
  }

  lines(): readonly string[] {
    const facts = [
      `${count(this.#withTruth, 'task')} with a truth, ${this.#withOptions} with options` +
        (this.#groups.size === 0 ? '' : `, ${count(this.#groups.size, 'group')}`),
      `${count(this.#images, 'picture')}, ${this.#hashes.size} distinct, ${fileSize(this.#bytes)}`,
    ];
    const rows = [
      ...FIELDS.map((field) => [field, this.#values.get(field)] as const),
      ['picture', this.#sizes] as const,
    ];
    const cells = rows.flatMap(([field, values]) => {
      const all = byCount(values);
      const shown = all.slice(0, SHOWN).map(([value, number]) => [field, printable(value), String(number)]);
      return all.length > SHOWN ? [...shown, [field, `and ${all.length - SHOWN} more`, '']] : shown;
    });
    const table = renderTable(
      [
        { title: 'field', align: 'left' },
        { title: 'value', align: 'left' },
        { title: 'tasks', align: 'right' },
      ],
      cells,
    );
    return [...facts, '', ...table, ''];
  }
}

function bump(counts: Map<string, number> | undefined, value: string | undefined): void {
  if (value !== undefined) counts?.set(value, (counts.get(value) ?? 0) + 1);
}

/** The most frequent first. */
function byCount(counts: ReadonlyMap<string, number> | undefined): readonly (readonly [string, number])[] {
  return [...(counts ?? [])].sort(([a, inA], [b, inB]) => inB - inA || (a < b ? -1 : 1));
}
