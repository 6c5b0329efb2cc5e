/** @module One look for all pictures: colours that colour-blind people tell apart (Okabe and Ito, 2008), and marks that differ in grey as well. */

/** In the order in which they are given to categories. */
export const COLOURS = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#d55e00',
  '#f0e442',
  '#000000',
] as const;

/** Where the first is missing, the page's own kind of letters. */
export const FONT = 'Open Sans, Helvetica, Arial, sans-serif';

/** What every specification is laid over. */
export const BASE = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  background: '#ffffff',
  config: {
    font: FONT,
    view: { stroke: null },
    axis: {
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 'normal',
      labelLimit: 420,
      gridColor: '#e6e6e6',
      domainColor: '#888888',
      tickColor: '#888888',
    },
    legend: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal', labelLimit: 420 },
    header: { labelFontSize: 12, labelLimit: 420, titleFontSize: 12 },
    title: { fontSize: 13, fontWeight: 'normal', anchor: 'start' },
    range: { category: COLOURS },
  },
} as const;

/** Text widths are known of printable ASCII only; a name is cut where it would push the picture aside. */
export function label(name: string, longest = 60): string {
  const plain = name.replace(/[^\x20-\x7e]/g, '?');
  return plain.length > longest ? `${plain.slice(0, longest - 3)}...` : plain;
}
