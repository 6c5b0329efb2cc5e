import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { formatFault, type Fault } from '../../src/skills/fault.js';
import { parseSolverFile } from '../../src/skills/solver-file.js';

/** Evidence for each image, a draft that is checked and repaired, and a conclusion. Line numbers are counted on below. */
const SOUND = `---
summary: s
when: w
output: conclude
repair: { from: write, check: run, rounds: 2 }
steps:
  - id: see
    kind: caption
    each: image
    optional: true
  - id: write
    kind: ask
    needs: [see]
    system: You write code for {{ question }}
    params: { temperature: 0.2, max_tokens: 500 }
  - id: run
    kind: run-code
    needs: [write]
    images: []
  - id: conclude
    kind: ask
    needs: [write, run]
---
## write

{{ steps.see.text }}
{% for item in steps.see.items %}{{ item.text }}{% endfor %}
{% if previous.run.text != blank %}{{ previous.write.text }} failed: {{ previous.run.text }}{% endif %}

## run

{{ steps.write.text }}

## conclude

{{ steps.write.text }} {{ steps.run.data.passed }}
`;

function parse(text: string) {
  const faults: Fault[] = [];
  const solver = parseSolverFile('s', { file: 'f.md', text }, faults)?.value;
  return { solver, faults: faults.map(formatFault) };
}

test('a solver with every feature has no fault', () => {
  const { solver, faults } = parse(SOUND);
  expect(faults).toEqual([]);
  expect(solver).toMatchObject({
    output: 'conclude',
    repair: { from: 'write', check: 'run', rounds: 2 },
    steps: [
      { id: 'see', each: 'image', optional: true, system: '' },
      { id: 'write', system: 'You write code for {{ question }}', params: { temperature: 0.2, max_tokens: 500 } },
      { id: 'run' },
      { id: 'conclude', each: 'task', optional: false },
    ],
  });
});

/** Text to replace, replacement, and the one fault that must come of it. */
type Row = readonly [name: string, from: string, to: string, fault: string];
const CLASSIFY = 'kind: classify\n    params: { options: [a, b] }';

const ROWS: readonly Row[] = [
  [
    'an unknown output',
    'output: conclude',
    'output: end',
    'f.md:4: output: names the unknown step "end", use one of see',
  ],
  ['an unknown start of a repair', 'from: write', 'from: right', 'f.md:5: repair.from: names the unknown step "right"'],
  ['an unknown check', 'check: run', 'check: ran', 'f.md:5: repair.check: names the unknown step "ran"'],
  ['no round', 'rounds: 2', 'rounds: 0', 'f.md:5: repair.rounds: is too small, use at least 1'],
  ['too many rounds', 'rounds: 2', 'rounds: 6', 'f.md:5: repair.rounds: is too large, use at most 5'],
  [
    'a check that does not depend on what is repaired',
    'from: write, check: run',
    'from: run, check: write',
    'f.md:5: repair.check: does not depend on "run"',
  ],
  ['a check of itself', 'check: run', 'check: write', 'f.md:5: repair.check: does not depend on "write"'],
  [
    'a repeated step for each image',
    'needs: [write]\n    images: []',
    'needs: [write]\n    images: []\n    each: image',
    'f.md:20: steps[2].each: can\'t be image, since "run" is repeated',
  ],
  [
    'a repeated step that is optional',
    'needs: [write]\n    images: []',
    'needs: [write]\n    images: []\n    optional: true',
    'f.md:20: steps[2].optional: can\'t be true, since "run" is repeated',
  ],
  [
    'an optional output',
    'needs: [write, run]',
    'needs: [write, run]\n    optional: true',
    "f.md:23: steps[3].optional: can't be true for the output",
  ],
  [
    'a blind repair',
    '{% if previous.run.text != blank %}{{ previous.write.text }} failed: {{ previous.run.text }}{% endif %}',
    '',
    'f.md:5: repair: repeats without a look at what went wrong, read previous.run.text',
  ],
  [
    'a step behind the output',
    'output: conclude',
    'output: run',
    'f.md:20: steps[3].id: "conclude" is of no use to the output',
  ],
  [
    'evidence that is bought and not used',
    '{{ steps.see.text }}\n{% for item in steps.see.items %}{{ item.text }}{% endfor %}',
    'x',
    'f.md:13: steps[1].needs[0]: "see" is asked for and not used',
  ],
  [
    'an unknown field of each',
    'each: image',
    'each: page',
    'f.md:9: steps[0].each: is not allowed, use one of task, image',
  ],
  [
    'a round before outside of the repair',
    '{{ steps.write.text }} {{',
    '{{ previous.write.text }} {{ steps.write.text }} {{',
    'f.md:36: ## conclude: reads previous.write, but this step is in no repair',
  ],
  [
    'a round before of a step that is not repeated',
    'previous.write.text',
    'previous.see.text',
    'f.md:28: ## write: reads previous.see, which is not repeated by the repair, use one of write, run',
  ],
  [
    'the round before as a whole',
    '{{ previous.write.text }}',
    '{{ previous.write }}',
    'f.md:28: ## write: reads previous.write as a whole',
  ],
  [
    'all of the round before',
    '{{ previous.write.text }}',
    '{{ previous | json }}',
    'f.md:28: ## write: reads "previous" as a whole',
  ],
  [
    'the data of many results',
    '{{ steps.see.text }}\n',
    '{{ steps.see.data.x }}\n',
    'f.md:26: ## write: reads the data of steps.see, which has one result for each image: use .items',
  ],
  [
    'an unknown variable in a system message',
    'for {{ question }}',
    'for {{ query }}',
    'f.md:14: steps[1].system: reads the unknown variable "query"',
  ],
  [
    'an open tag in a system message',
    'for {{ question }}',
    'for {% if question %}',
    'f.md:14: steps[1].system: is not a valid template',
  ],
  [
    'a temperature too high',
    'temperature: 0.2',
    'temperature: 3',
    'f.md:15: steps[1].params.temperature: is too large, use at most 2',
  ],
  [
    'an unknown parameter',
    'temperature: 0.2',
    'heat: 0.2',
    'f.md:15: steps[1].params.heat: is unknown, use one of temperature, max_tokens',
  ],
  [
    'options of a question',
    'temperature: 0.2',
    'options: [a, b]',
    'f.md:15: steps[1].params.options: has no meaning in a step of kind ask',
  ],
  [
    'one option',
    'kind: ask\n    needs: [write, run]',
    `${CLASSIFY.replace(', b', '')}\n    needs: [write, run]`,
    'f.md:22: steps[3].params.options: is empty or too short',
  ],
  [
    'no options',
    'kind: ask\n    needs: [write, run]',
    'kind: classify\n    needs: [write, run]',
    'f.md:20: steps[3].params.options: is missing, list what is to be chosen from',
  ],
  [
    'an option twice',
    'kind: ask\n    needs: [write, run]',
    `${CLASSIFY.replace('b]', 'A]')}\n    needs: [write, run]`,
    'f.md:22: steps[3].params.options: names an option twice',
  ],
  [
    'an option without a word',
    'kind: ask\n    needs: [write, run]',
    `${CLASSIFY.replace('b]', '"?"]')}\n    needs: [write, run]`,
    'f.md:22: steps[3].params.options[1]: holds no word',
  ],
  ['the name of the decision', 'id: see', 'id: decide', 'f.md:7: steps[0].id: is reserved like decide, route, judg'],
];

describe('a fault of a solver is named by line and field, once', () => {
  test.each(ROWS)('%s', (_name, from, to, fault) => {
    expect(SOUND).toContain(from);
    const { faults } = parse(SOUND.replace(from, () => to));
    expect(faults.map((line) => line.slice(0, fault.length))).toEqual([fault]);
  });
});

test("the solvers that the registry's README shows are sound", () => {
  const readme = readFileSync('registry/README.md', 'utf8');
  const examples = [...readme.matchAll(/```markdown\n([\s\S]*?)\n```/g)].map((match) => match[1] ?? '');
  expect(examples).toHaveLength(2);
  for (const example of examples) expect(parse(example).faults).toEqual([]);
});
