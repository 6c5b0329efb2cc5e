/** @module A report as Markdown (GitHub's tables); pictures are in the HTML only, their figures are in the tables. */
import type { Block, Section } from './document.js';

/** @param sections texts of any origin: what would be markup is escaped */
export function toMarkdown(title: string, madeAt: string, sections: readonly Section[]): string {
  const parts = sections.flatMap((section) => [`## ${plain(section.title)}`, ...section.blocks.flatMap(blockOf)]);
  return `${[`# ${plain(title)}`, `Made ${madeAt}.`, ...parts].join('\n\n')}\n`;
}

function blockOf(block: Block): readonly string[] {
  switch (block.kind) {
    case 'text':
      return [plain(block.text)];
    case 'list':
      return [block.items.map((item) => `- ${plain(item)}`).join('\n')];
    case 'table':
      return [tableOf(block)];
    case 'picture':
      return [];
  }
}

function tableOf({ columns, rows }: Extract<Block, { kind: 'table' }>): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(plain).join(' | ')} |`;
  const rule = columns.map(({ align }) => (align === 'left' ? '---' : '---:'));
  return [line(columns.map(({ title }) => title)), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** As it is shown, whatever it holds: names come from files of tasks and registries. */
function plain(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|#]/g, '\\$&')
    .replace(/\s+/g, ' ')
    .trim();
}
