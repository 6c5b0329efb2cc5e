/** @module The look of a report: black on white, so that print and screen are the same. */

export const STYLE = `
:root { color-scheme: light; }
body { font: 15px/1.5 "Open Sans", system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; color: #1a1a1a; background: #fff; margin: 0 auto; padding: 24px 28px 64px; max-width: 1180px; }
h1 { font-size: 26px; margin: 0 0 2px; }
h2 { font-size: 19px; margin: 36px 0 10px; padding-top: 12px; border-top: 1px solid #d0d0d0; }
p { margin: 8px 0; max-width: 82ch; }
.made { color: #555; margin-bottom: 12px; }
nav a { color: #004c8c; margin-right: 14px; white-space: nowrap; }
.wide { overflow-x: auto; margin: 10px 0; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 4px 10px 4px 0; border-bottom: 1px solid #e2e2e2; }
th { border-bottom: 2px solid #888; font-weight: 600; }
.n { text-align: right; white-space: nowrap; }
th.n { white-space: normal; }
.remarks { background: #fff6df; border-left: 4px solid #b36b00; margin: 8px 0; padding: 8px 12px 8px 30px; max-width: 80ch; }
figure { margin: 16px 0; overflow-x: auto; }
figure svg { max-width: 100%; height: auto; }
figcaption { color: #555; font-size: 12px; }
@media print {
  body { padding: 0; max-width: none; font-size: 10pt; }
  nav { display: none; }
  table { font-size: 8pt; }
  .wide, figure { overflow: visible; }
  figure, tr { break-inside: avoid; }
  h2 { break-after: avoid; }
  @page { size: A4 landscape; margin: 12mm; }
}
`.trim();
