/** @module The adapters that ship, for people and programs. */
import { adapterNames, loadAdapter } from '../../datasets/adapters/load-adapter.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { renderTable, type Column } from '../table.js';

const COLUMNS: readonly Column[] = [
  { title: 'adapter', align: 'left' },
  { title: 'format', align: 'left' },
  { title: 'columns', align: 'left' },
  { title: 'what', align: 'left' },
];

/** @returns the exit code */
export async function listAdapters({ out }: Context): Promise<number> {
  const adapters = [];
  for (const name of await adapterNames()) adapters.push((await loadAdapter(name)).adapter);
  out.emit({
    adapters: adapters.map(({ name, summary, format, release, from_memory }) => {
      return { name, summary, format: format ?? null, release: release ?? null, from_memory };
    }),
  });
  const rows = adapters.map(({ name, summary, format = 'any', from_memory: fromMemory }) => {
    return [name, format, fromMemory ? 'from memory' : 'confirmed', summary];
  });
  for (const line of renderTable(COLUMNS, rows)) out.print(line);
  out.print();
  out.print(
    '"from memory": not every column was checked against the release; the first rows will tell (maestro data inspect).',
  );
  return EXIT.ok;
}
