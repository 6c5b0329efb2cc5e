/** @module `maestro sql`: a statement's rows, as a table or as JSON. */
import { openResultStore } from '../../store/open-result-store.js';
import { queryReadOnly, type Answer } from '../../store/read-only-query.js';
import { isPostgresUrl } from '../../store/store-url.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';
import { printable } from '../output.js';
import { renderTable } from '../table.js';

/** A terminal is no place for more; JSON has all. */
const MOST_ROWS = 1_000;
const WIDEST_CELL = 80;

const VIEWS_OF_SQLITE = `
  select m.name as view, group_concat(c.name, ' ') as columns from sqlite_schema m, pragma_table_info(m.name) c
  where m.type = 'view' group by m.name order by m.name`;
const VIEWS_OF_POSTGRES = `
  select table_name::text as view, string_agg(column_name::text, ' ' order by ordinal_position) as columns
  from information_schema.columns where table_schema = current_schema() and table_name like 'v\\_%' group by table_name order by table_name`;

/** @returns the exit code. @throws MaestroError INVALID_INPUT, STORE_UNAVAILABLE */
export async function runSql(context: Context, statement: string | undefined, timeoutMs: number): Promise<number> {
  const { settings, out } = context;
  // Makes the schema, and brings it up to date: a question can't.
  await (await openResultStore(settings.resultsUrl)).close();
  const url = settings.resultsUrl;
  const views = isPostgresUrl(url) ? VIEWS_OF_POSTGRES : VIEWS_OF_SQLITE;
  const answer = await queryReadOnly(url, statement ?? views, timeoutMs);
  out.emit({ columns: answer.columns, rows: answer.rows.map((row) => objectOf(answer.columns, row)) });
  if (statement === undefined)
    for (const [view, columns] of answer.rows) out.print(`${String(view)}: ${String(columns)}`);
  else tell(context, answer);
  return EXIT.ok;
}

function tell({ out }: Context, { columns, rows }: Answer): void {
  const shown = rows.slice(0, MOST_ROWS);
  const titles = columns.map((title, index) => ({
    title: printable(title),
    align: shown.some((row) => typeof row[index] === 'string') ? ('left' as const) : ('right' as const),
  }));
  for (const line of renderTable(
    titles,
    shown.map((row) => row.map(cellOf)),
  ))
    out.print(line);
  const left = rows.length - shown.length;
  out.note(
    left === 0
      ? count(rows.length, 'row')
      : `${count(rows.length, 'row')}, of which ${left} are not shown: --json has all`,
  );
}

function objectOf(columns: readonly string[], row: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(columns.map((name, index) => [name, row[index]]));
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = printable(text).replace(/\s+/g, ' ');
  return line.length <= WIDEST_CELL ? line : `${line.slice(0, WIDEST_CELL - 1)}…`;
}
