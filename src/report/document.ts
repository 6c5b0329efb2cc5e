/** @module A report as sections of text, tables and pictures, from which every written form is made. */

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] }
  /** `spec` is one of vega-lite; `alt` says what is to be seen. */
  | { readonly kind: 'picture'; readonly alt: string; readonly spec: object };

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export function left(title: string): Column {
  return { title, align: 'left' };
}

export function right(title: string): Column {
  return { title, align: 'right' };
}

export function text(said: string): Block {
  return { kind: 'text', text: said };
}

/** Nothing when there is no row. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly Block[] {
  return rows.length === 0 ? [] : [{ kind: 'table', columns, rows }];
}
