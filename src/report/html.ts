/** @module A report as one HTML file: no script, nothing loaded from anywhere; made to be printed as well. */
import type { Block, Section } from './document.js';
import { STYLE } from './style.js';

/** @param draw a vega-lite specification to SVG, whose ids begin with the prefix */
export function toHtml(
  title: string,
  madeAt: string,
  sections: readonly Section[],
  draw: (spec: object, prefix: string) => string,
): string {
  let pictures = 0;
  const blockOf = (block: Block): string => {
    switch (block.kind) {
      case 'text':
        return `<p>${escaped(block.text)}</p>`;
      case 'list':
        return `<ul class="remarks">${block.items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
      case 'table':
        return tableOf(block);
      case 'picture':
        return `<figure role="img" aria-label="${escaped(block.alt)}">${draw(block.spec, `p${++pictures}-`)}<figcaption>${escaped(block.alt)}</figcaption></figure>`;
    }
  };
  const body = sections.map(
    (section, index) =>
      `<section id="s${index + 1}"><h2>${escaped(section.title)}</h2>\n${section.blocks.map(blockOf).join('\n')}</section>`,
  );
  const contents = sections.map((section, index) => `<a href="#s${index + 1}">${escaped(section.title)}</a>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p class="made">Made ${escaped(madeAt)} by Maestro on Temporal.</p>
<nav>${contents.join(' ')}</nav>
${body.join('\n')}
</body>
</html>
`;
}

function tableOf({ columns, rows }: Extract<Block, { kind: 'table' }>): string {
  const classOf = (index: number): string => (columns[index]?.align === 'right' ? ' class="n"' : '');
  const cells = (tag: 'td' | 'th', row: readonly string[]): string =>
    `<tr>${row.map((cell, index) => `<${tag}${classOf(index)}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  const head = cells(
    'th',
    columns.map(({ title }) => title),
  );
  return `<div class="wide"><table><thead>${head}</thead><tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table></div>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
