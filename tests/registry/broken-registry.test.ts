/** Faults of services.yaml and SKILL.md, and of several files; a table of each part has its own file beside this one. */
import { describe, expect, test } from '@jest/globals';
import { faultsOf, SOUND } from './fixture.js';
import { testOneFault, type Row } from './one-fault.js';

const SERVICES: readonly Row[] = [
  [
    'an unknown service',
    'services.yaml',
    'ocr:',
    'smell:',
    '3: services.smell: is unknown, use one of ocr, caption, detect, zoom, code',
  ],
  [
    'a service without a model',
    'services.yaml',
    'Lector',
    'Lektor',
    '4: services.ocr.model: names "Lektor", which is no enabled model, use one that is declared, e.g. Reader',
  ],
  [
    'a service that is missing',
    'services.yaml',
    '  ocr:\n    model: Lector',
    '  {}',
    'skills/talking/chat.md:6: steps[0].kind: needs the service "ocr", declare it in services.yaml',
  ],
];

const SKILL = 'skills/reading/SKILL.md';
const SKILLS: readonly Row[] = [
  ['no front matter', SKILL, '---\nname', 'name', '1: (front matter): is missing'],
  ['an open front matter', SKILL, '---\nProse.', 'Prose.', '1: (front matter): is never closed'],
  [
    'another name than the folder',
    SKILL,
    'name: reading',
    'name: read-ing',
    '2: name: differs from the folder "reading"',
  ],
  [
    'a name against the Agent Skills layout',
    SKILL,
    'name: reading',
    'name: Reading',
    '2: name: is not an Agent Skills name',
  ],
  ['an id that is another name', SKILL, 'id: Reading', 'id: Reader', '3: id: is another name than "reading"'],
  [
    'an alias of another skill',
    SKILL,
    'Read_It',
    'talk-ing',
    'skills/talking/SKILL.md:3: id: "Talking" already names Reading',
  ],
  ['a missing description', SKILL, 'description: Reads.\n', '', '2: description: is missing'],
  [
    'a rule for an unknown solver',
    SKILL,
    'solver: line',
    'solver: lime',
    '13: router.rules[0].solver: names the unknown solver "lime", use one of line, page',
  ],
  [
    'an unknown fallback',
    SKILL,
    'fallback: page',
    'fallback: book',
    '11: router.fallback: names the unknown solver "book"',
  ],
  [
    'no fallback where several solvers have no rule',
    SKILL,
    'router:\n  fallback: page\n  rules:\n    - solver: line\n      any: [line]\n      weight: 2\n',
    '',
    '2: router.fallback: is missing, name the solver of questions that no rule matches: line, page; or add "route"',
  ],
  [
    'no fallback where every solver has rules',
    SKILL,
    '  fallback: page\n  rules:\n',
    '  rules:\n    - { solver: page, any: [page] }\n',
    '10: router.fallback: is missing, name the solver of questions that no rule matches: line, page',
  ],
  [
    "a solver's rule without words",
    'skills/reading/line.md',
    'aliases: [row]',
    'route: [{ weight: 2 }]',
    '4: route[0]: matches everything, give it phrases',
  ],
  ['a rule without words', SKILL, 'any: [line]', 'any: []', '13: router.rules[0]: matches everything'],
  ['a phrase without a word', SKILL, 'any: [line]', 'any: ["?!"]', '14: router.rules[0].any[0]: holds no word'],
  ['a weight of nothing', SKILL, 'weight: 2', 'weight: 0', '15: router.rules[0].weight: is too small, use more than 0'],
  [
    'a router of an unknown kind',
    SKILL,
    'router:',
    'router:\n  kind: oracle',
    '11: router.kind: is not allowed, use one of keyword',
  ],
  ['a misspelt field', SKILL, 'needs_image: true', 'needs_image: true\nneed_image: true', '9: need_image: is unknown'],
  [
    'an input that does not hold the question',
    SKILL,
    'needs_image: true',
    'needs_image: true\ninputs: ["Slowly: {{ question }}", "Read it: {question}"]',
    '9: inputs[1]: does not hold {{question}}, write where the question stands in it',
  ],
];

testOneFault([...SERVICES, ...SKILLS]);

describe('faults of a registry', () => {
  test('the registry that these tests break is sound itself', async () => {
    expect(await faultsOf(SOUND)).toEqual([]);
  });

  test('many faults in many files are named all at once, sorted by file and line', async () => {
    const broken = (file: string, from: string, to: string) => ({ [file]: (SOUND[file] ?? '').replace(from, to) });
    const faults = await faultsOf({
      ...SOUND,
      ...broken('models.yaml', '0.1', '-1'),
      ...broken('services.yaml', 'Lector', 'Nobody'),
      ...broken(SKILL, 'fallback: page', 'fallback: book'),
      ...broken('skills/talking/chat.md', '{{ question }}', '{{ query }}'),
    });
    expect(faults.map((line) => line.split(': ').slice(0, 2).join(' '))).toEqual([
      'models.yaml:14 models[0].price.per_call',
      'services.yaml:4 services.ocr.model',
      'skills/reading/SKILL.md:11 router.fallback',
      'skills/talking/chat.md:16 ## say',
    ]);
  });

  test('no fault of a file, an entry or a step hides another one of it', async () => {
    const changed = (file: string, ...changes: readonly (readonly [from: string, to: string])[]): string =>
      changes.reduce((text, [from, to]) => {
        expect(text).toContain(from);
        return text.replace(from, to);
      }, SOUND[file] ?? '');
    const files = {
      'models.yaml': changed(
        'models.yaml',
        ['version: 1', 'version: 2'],
        ['price: { per_call: 0.1 }', 'hedge: true\n    price: { per_call: -1 }'],
        ['skills: [Reading]', 'skills: [Reading, Readin]\n    fallbacks: [Nobody]'],
        ['provider: openai', 'provider: opnai'],
        [
          `modalities: [image, text]
    concurrency: 2
    timeout_s: 60
    max_attempts: 2
    skills: [Reading, Talking]`,
          `modalities: [image, smell]
    concurrency: none
    timeout_s: 60
    max_attempts: 2
    max_attempts: 2
    skills: [Reading, Talking, Reading]
    fallbacks: [Far]
    port: 0`,
        ],
      ),
      'services.yaml':
        'version: 1\nservices:\n  ocr: { model: Lektor, languages: {} }\n  code: { model: 7 }\nmore: 1\n',
      'skills/reading/SKILL.md': changed(
        SKILL,
        ['description: Reads.', "description: ''"],
        ['limits: none\n', ''],
        ['needs_image: true', 'needs_image: maybe'],
        ['fallback: page', 'fallback: book'],
        ['weight: 2', 'weight: 0\n    - solver: lime\n      any: [line]'],
      ),
      'skills/reading/page.md': `---
summary: a page
steps:
  - { id: read, kind: sollve, task: read }
  - { id: Say, kind: ask, needs: [read] }
  - { id: end, kind: run-code, task: fly, params: { options: [a, b], colour: 1 }, needs: [read, Say], images: end }
---
## read

{{ query }}

## Say

{{ steps.read.text }} {{ steps.end.text }}
`,
      'skills/reading/line.md': changed('skills/reading/line.md', ['task: read-line', 'task: read-lane']),
      'skills/talking/SKILL.md': 'no front matter',
      'skills/talking/chat.md': changed('skills/talking/chat.md', ['kind: ocr', 'kind: caption']),
    };
    const faults = await faultsOf(files);
    expect(faults.map((line) => line.replace(/^(\S+): (## \w+|\S+|\(.*?\)): .*$/, '$1 $2'))).toEqual([
      'models.yaml:1 version',
      'models.yaml:14 models[0].hedge',
      'models.yaml:15 models[0].price.per_call',
      'models.yaml:16 models[0].skills[1]',
      'models.yaml:17 models[0].fallbacks[0]',
      'models.yaml:19 models[1].provider',
      'models.yaml:25 models[1].modalities[1]',
      'models.yaml:26 models[1].concurrency',
      'models.yaml:29 (yaml)',
      'models.yaml:30 models[1].skills[2]',
      'models.yaml:31 models[1].fallbacks[0]',
      'models.yaml:32 models[1].port',
      'services.yaml:3 services.ocr.languages',
      'services.yaml:3 services.ocr.model',
      'services.yaml:4 services.code.model',
      'services.yaml:5 more',
      'skills/reading/SKILL.md:2 limits',
      'skills/reading/SKILL.md:4 description',
      'skills/reading/SKILL.md:7 needs_image',
      'skills/reading/SKILL.md:10 router.fallback',
      'skills/reading/SKILL.md:14 router.rules[0].weight',
      'skills/reading/SKILL.md:15 router.rules[1].solver',
      'skills/reading/line.md:8 steps[0].task',
      'skills/reading/page.md:2 when',
      'skills/reading/page.md:4 steps[0].kind',
      'skills/reading/page.md:5 steps[1].id',
      'skills/reading/page.md:6 steps[2].images',
      'skills/reading/page.md:6 steps[2].task',
      'skills/reading/page.md:6 steps[2].params.options',
      'skills/reading/page.md:6 steps[2]',
      'skills/reading/page.md:10 ## read',
      'skills/reading/page.md:14 ## Say',
      'skills/talking/SKILL.md:1 (front matter)',
      'skills/talking/chat.md:6 steps[0].kind',
      'skills/talking/chat.md:7 steps[0].task',
    ]);
  });

  test('a Windows file and one with a byte-order mark keep their line numbers', async () => {
    const windows = (SOUND['models.yaml'] ?? '').replace('0.1', '-1').replaceAll('\n', '\r\n');
    expect(await faultsOf({ ...SOUND, 'models.yaml': `\uFEFF${windows}` })).toEqual([
      'models.yaml:14: models[0].price.per_call: is too small, use at least 0',
    ]);
    const skill = `\uFEFF${(SOUND[SKILL] ?? '').replace('weight: 2', 'weight: 0').replaceAll('\n', '\r\n')}`;
    expect(await faultsOf({ ...SOUND, [SKILL]: skill })).toEqual([
      `${SKILL}:15: router.rules[0].weight: is too small, use more than 0`,
    ]);
  });
});
