import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../../src/skills/fault.js';
import { splitSections } from '../../src/skills/sections.js';
import { parseSolverFile } from '../../src/skills/solver-file.js';

const HEAD = `---
summary: s
when: w
steps:
  - id: look
    kind: solve
    task: grid-shape
    params: { cells: true, sizes: [1, 2.5], note: null }
  - id: ask
    kind: ask
    needs: [look]
    images: [task, look]
---
`;

describe('a solver file', () => {
  test('becomes a solver with defaults filled in and a template per step', () => {
    const faults: Fault[] = [];
    const text = `${HEAD}Documentation.\n\n## look\n\n{{ input }}\n\n## ask ##\n### A heading of the prompt\n{{ steps.look.text }}\n`;
    expect(parseSolverFile('my-solver', { file: 'f.md', text }, faults)?.value).toEqual({
      id: 'my-solver',
      aliases: [],
      summary: 's',
      when: 'w',
      steps: [
        {
          id: 'look',
          kind: 'solve',
          needs: [],
          template: '{{ input }}',
          system: '',
          task: 'grid-shape',
          params: { cells: true, sizes: [1, 2.5], note: null },
          images: ['task'],
          optional: false,
          each: 'task',
        },
        {
          id: 'ask',
          kind: 'ask',
          needs: ['look'],
          template: '### A heading of the prompt\n{{ steps.look.text }}',
          system: '',
          task: '',
          params: {},
          images: ['task', 'look'],
          optional: false,
          each: 'task',
        },
      ],
      output: 'ask',
      repair: undefined,
    });
    expect(faults).toEqual([]);
  });

  test('headings inside a code fence belong to the template', () => {
    const body = '## a\n```md\n## not a step\n```\n~~~\n## nor this\n```\n~~~\n## b\nx';
    expect(splitSections(body, 10)).toEqual([
      {
        step: 'a',
        headingLine: 10,
        templateLine: 11,
        template: '```md\n## not a step\n```\n~~~\n## nor this\n```\n~~~',
      },
      { step: 'b', headingLine: 18, templateLine: 19, template: 'x' },
    ]);
  });

  test('the line of a template fault counts blank lines before it', () => {
    const faults: Fault[] = [];
    parseSolverFile('s', { file: 'f.md', text: `${HEAD}## look\n\n\nfine\n{{ nope }}\n## ask\nx` }, faults);
    expect(faults).toEqual([
      { file: 'f.md', line: 18, field: '## look', message: expect.stringContaining('unknown variable "nope"') },
    ]);
  });
});
