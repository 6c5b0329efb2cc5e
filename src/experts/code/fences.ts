/** @module Fenced blocks of Markdown as models write them: indented, after a colon on the same line, or never closed. */

export interface FencedBlock {
  /** The first word behind the opening fence, as written; empty when there is none. */
  readonly tag: string;
  readonly code: string;
}

/** At the start of a line, with anything behind the tag; or at its end, behind a few words. */
const OPENING = /^[ \t]*(?<mark>`{3,}|~{3,})[ \t]{0,3}(?<tag>[\w+#.-]{0,30})[^`]*$/;
const LATE_OPENING = /[^`](?<mark>`{3,})(?<tag>[\w+#.-]{0,30})[ \t]{0,3}$/;

/** All blocks in order. Linear in the text. */
export function fencedBlocks(text: string): readonly FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let open: { readonly mark: string; readonly tag: string; readonly lines: string[] } | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (open === undefined) {
      const groups = (OPENING.exec(line) ?? LATE_OPENING.exec(line))?.groups;
      if (groups !== undefined) open = { mark: groups['mark'] ?? '', tag: groups['tag'] ?? '', lines: [] };
      continue;
    }
    const rest = beforeClosing(line, open.mark);
    if (rest === undefined) {
      open.lines.push(line);
      continue;
    }
    blocks.push({ tag: open.tag, code: [...open.lines, rest].join('\n') });
    open = undefined;
  }
  if (open !== undefined) blocks.push({ tag: open.tag, code: open.lines.join('\n') });
  return blocks;
}

/** What stands before a closing fence on its line; undefined when the line has none. */
function beforeClosing(line: string, mark: string): string | undefined {
  const text = line.trimEnd();
  let end = text.length;
  while (end > 0 && text[end - 1] === mark[0]) end--;
  return text.length - end >= mark.length ? text.slice(0, end) : undefined;
}
