/** @module The `## step` sections of a solver's body: one template each. */

export interface Section {
  readonly step: string;
  readonly template: string;
  /** The line of the heading, and the one on which the template begins. */
  readonly headingLine: number;
  readonly templateLine: number;
}

/** The documentation of a body: all that stands before its first `## heading`. */
export function proseOf(body: string): string {
  const [first] = splitSections(body, 1);
  return first === undefined ? body : body.split('\n', first.headingLine - 1).join('\n');
}

/**
 * Cuts a body at its `## heading` lines. Text before the first one is documentation. A heading inside a fenced code block
 * belongs to the template; templates that need headings of their own use `###`.
 */
export function splitSections(body: string, bodyLine: number): readonly Section[] {
  const sections: { step: string; headingLine: number; lines: string[] }[] = [];
  let fence = '';
  for (const [index, line] of body.split('\n').entries()) {
    const heading = fence === '' ? /^## +(.+?)[ #]*$/.exec(line) : null;
    if (heading?.[1] !== undefined) {
      sections.push({ step: heading[1].trim(), headingLine: bodyLine + index, lines: [] });
      continue;
    }
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined) {
      if (fence === '') fence = mark;
      else if (mark.startsWith(fence)) fence = '';
    }
    sections.at(-1)?.lines.push(line);
  }
  return sections.map(({ step, headingLine, lines }) => {
    const blank = lines.findIndex((line) => line.trim() !== '');
    return { step, headingLine, template: lines.join('\n').trim(), templateLine: headingLine + 1 + Math.max(blank, 0) };
  });
}
