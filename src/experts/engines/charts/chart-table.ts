/** @module The table that was read off a chart. */

export interface ChartTable {
  readonly categories: readonly string[];
  /** One with an empty name, or several. Values are NaN where a mark was not found. */
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  /** Are the categories points in time, in order? */
  readonly isOrdered: boolean;
  /** Are the values shares of a whole, because the amounts stand nowhere? */
  readonly isShares: boolean;
}

/** A mark of the table. */
export interface Mark {
  readonly series: number;
  readonly category: number;
}

export function valueAt({ series }: ChartTable, mark: Mark): number {
  return series[mark.series]?.values[mark.category] ?? Number.NaN;
}
