import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadRegistry } from '../../src/registry/load.js';
import { faultsOf, faultsOfRoots, SOUND, withFolder } from './fixture.js';

/** Name, file, text to replace, replacement, and the one fault that must come of it. */
type Row = readonly [name: string, file: string, from: string, to: string, fault: string];

const MODELS: readonly Row[] = [
  [
    'an unknown field',
    'models.yaml',
    'concurrency: 2',
    'concurrency: 2\n    colour: red',
    '12: models[0].colour: is unknown, use one of provider, id,',
  ],
  ['a missing field', 'models.yaml', '    limits: none\n', '', '3: models[0].limits: is missing, add it'],
  ['a negative price', 'models.yaml', '0.1', '-1', '14: models[0].price.per_call: is too small, use at least 0'],
  [
    'an infinite price',
    'models.yaml',
    '0.1',
    '.inf',
    '14: models[0].price.per_call: has the wrong type, write a number',
  ],
  [
    'an unknown price',
    'models.yaml',
    'per_call',
    'per_hour',
    '14: models[0].price.per_hour: is unknown, use one of input_per_mtok',
  ],
  [
    'a number as text',
    'models.yaml',
    'timeout_s: 60',
    'timeout_s: long',
    '12: models[0].timeout_s: has the wrong type, write a number',
  ],
  [
    'half a worker',
    'models.yaml',
    'concurrency: 2',
    'concurrency: 0.5',
    '11: models[0].concurrency: has the wrong type, write a whole number',
  ],
  [
    'an unknown provider',
    'models.yaml',
    'provider: engine',
    'provider: magic',
    '4: models[0].provider: is not a known provider, use openai or engine',
  ],
  [
    'an unknown engine',
    'models.yaml',
    'engine: tesseract',
    'engine: abacus',
    '5: models[0].engine: is not allowed, use one of tesseract, raster',
  ],
  [
    'a slow engine called quick',
    'models.yaml',
    'engine: tesseract',
    'engine: tesseract\n    quick: true',
    "6: models[0].quick: can't be true for this engine",
  ],
  [
    'an unknown modality',
    'models.yaml',
    '[image, text]\n    concurrency: 2\n    timeout_s: 60\n    max_attempts: 2\n    price',
    '[smell]\n    concurrency: 2\n    timeout_s: 60\n    max_attempts: 2\n    price',
    '10: models[0].modalities[0]: is not allowed, use one of text, image',
  ],
  [
    'an id that would break an action',
    'models.yaml',
    'id: Far',
    'id: "Far@@Away: x"',
    '16: models[1].id: is not a name, use letters',
  ],
  [
    'an id used twice',
    'models.yaml',
    'id: Far',
    'id: Reader',
    '16: models[1].id: "Reader" is declared twice in this file, keep one',
  ],
  [
    'an alias that is another id in disguise',
    'models.yaml',
    '[Lector]',
    '[Lector, f_a-r]',
    '16: models[1].id: "Far" already names Reader',
  ],
  [
    'an alias of its own id',
    'models.yaml',
    '[Lector]',
    '[Lector, reader]',
    '6: models[0].aliases[1]: "reader" already names Reader',
  ],
  [
    'an unknown skill',
    'models.yaml',
    '[Reading, Talking]',
    '[Reading, Talkin]',
    '27: models[1].skills[1]: names the unknown skill "Talkin", use one that is declared, e.g. Talking',
  ],
  [
    'an engine paired with a skill it cannot do',
    'models.yaml',
    'skills: [Reading]',
    'skills: [Talking]',
    "15: models[0].skills[0]: can't be Talking: engine tesseract can't do steps of kind ask",
  ],
  [
    'a blind model for pictures',
    'models.yaml',
    '[image, text]\n    concurrency: 2\n    timeout_s: 60\n    max_attempts: 2\n    skills',
    '[text]\n    concurrency: 2\n    timeout_s: 60\n    max_attempts: 2\n    skills',
    "27: models[1].skills[0]: can't be Reading: that skill needs images",
  ],
  [
    'a variable outside addresses',
    'models.yaml',
    'strengths: reads',
    'strengths: ${HOME}',
    '7: models[0].strengths: holds a ${VARIABLE}',
  ],
  [
    'a broken variable',
    'models.yaml',
    'http://127.0.0.1:9/v1',
    '${my address}',
    '18: models[1].base_url: holds a broken variable',
  ],
  [
    'an address that is none',
    'models.yaml',
    'http://127.0.0.1:9/v1',
    'localhost',
    '18: models[1].base_url: is not a URL',
  ],
  [
    'an address that is a file',
    'models.yaml',
    'http://127.0.0.1:9/v1',
    'file:///etc/passwd',
    '18: models[1].base_url: is not an http or https address',
  ],
  [
    'a temperature too high',
    'models.yaml',
    'served_name: far',
    'served_name: far\n    temperature: 3',
    '20: models[1].temperature: is too large, use at most 2',
  ],
  ['another version', 'models.yaml', 'version: 1', 'version: 2', '1: version: is not allowed, use one of 1'],
  [
    'a list that is none',
    'models.yaml',
    'skills: [Reading]',
    'skills: Reading',
    '15: models[0].skills: has the wrong type, write a list',
  ],
  [
    'an entry that removes nothing',
    'models.yaml',
    '  - id: Far\n',
    '  - { id: Fra, enabled: false }\n  - id: Far\n',
    '16: models[1].id: "Fra" is in no earlier layer',
  ],
  ['broken YAML', 'models.yaml', 'aliases: [Lector]', 'aliases: [Lector', '7: (yaml): '],
  [
    'a key used twice',
    'models.yaml',
    'limits: none\n',
    'limits: none\n    limits: all\n',
    '10: (yaml): Map keys must be unique',
  ],
  [
    'a tag that would make an object',
    'models.yaml',
    'strengths: reads',
    'strengths: !!js/function x',
    '7: (yaml): Unresolved tag',
  ],
  [
    'a prototype',
    'models.yaml',
    'provider: engine',
    'provider: engine\n    __proto__: { quick: true }',
    '5: models[0].__proto__: is unknown',
  ],
];

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
    '2: router.fallback: is missing, name the solver of questions that no rule matches: line, page',
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
];

const CHAT = 'skills/talking/chat.md';
const SOLVERS: readonly Row[] = [
  [
    'an unknown kind of step',
    CHAT,
    'kind: ask',
    'kind: sing',
    '9: steps[1].kind: is not allowed, use one of ask, classify, ocr',
  ],
  [
    'an unknown need',
    CHAT,
    'needs: [see]',
    'needs: [see, sea]',
    '10: steps[1].needs[1]: names the unknown step "sea", use one of see, say',
  ],
  [
    'a cycle',
    CHAT,
    'task: read',
    'task: read\n    needs: [say]',
    '8: steps[0].needs[0]: closes the cycle see -> say -> see',
  ],
  [
    'a step that needs itself',
    CHAT,
    'needs: [see]',
    'needs: [see, say]',
    '10: steps[1].needs[1]: closes the cycle say -> say',
  ],
  [
    'a step that nothing uses',
    CHAT,
    '  - id: say',
    '  - id: look\n    kind: ocr\n  - id: say',
    '8: steps[1].id: "look" is of no use to the output',
  ],
  [
    'a step named twice',
    'skills/reading/page.md',
    '    task: read\n',
    '    task: read\n  - { id: read, kind: solve, task: read }\n',
    '8: steps[1].id: "read" is used twice',
  ],
  ['an id that means the task', CHAT, 'id: see', 'id: task', '5: steps[0].id: is reserved'],
  [
    'images of a step that is not needed',
    CHAT,
    'needs: [see]',
    'needs: [see]\n    images: [task, sea]',
    '11: steps[1].images[1]: takes images of "sea"',
  ],
  [
    'a task of no engine',
    'skills/reading/page.md',
    'task: read',
    'task: guess',
    '7: steps[0].task: is not a task of any engine, use one of read',
  ],
  [
    'a solve step without a task',
    'skills/reading/page.md',
    '    task: read\n',
    '',
    '5: steps[0].task: is missing, name what the engine is to do',
  ],
  [
    'a task where none belongs',
    CHAT,
    'kind: ask',
    'kind: ask\n    task: read',
    '10: steps[1].task: has no meaning in a step of kind ask',
  ],
  [
    'a service asked for what its engine cannot do',
    CHAT,
    'task: read',
    'task: run',
    '7: steps[0].task: asks the service "ocr" for "run", which engine tesseract can\'t do',
  ],
  ['a missing template', CHAT, '## say', '### say', '8: steps[1]: needs a template, add a section "## say"'],
  ['a section of no step', CHAT, 'Notes.', '## sai\n\nx', '12: ## sai: belongs to no step'],
  ['a section twice', CHAT, 'Notes.', '## say\n\nx', '16: ## say: stands twice'],
  ['an unknown variable', CHAT, '{{ question }}', '{{ query }}', '16: ## say: reads the unknown variable "query"'],
  [
    'a variable of a step that is not needed',
    CHAT,
    'steps.see.text',
    'steps.saw.text',
    "16: ## say: reads steps.saw, which is not in the step's needs",
  ],
  ['an open tag', CHAT, '{{ question }}', '{% if question %}', '16: ## say: is not a valid template'],
  [
    'an unknown filter',
    CHAT,
    '{{ question }}',
    '{{ question | shout }}',
    '16: ## say: is not a valid template (undefined filter: shout',
  ],
  [
    'no steps',
    'skills/reading/page.md',
    'steps:\n  - id: read\n    kind: solve\n    task: read\n',
    'steps: []\n',
    '4: steps: is empty or too short',
  ],
];

describe('a fault of the registry is named by file, line and field, once, and nothing follows from it', () => {
  test('the registry that these tests break is sound itself', async () => {
    expect(await faultsOf(SOUND)).toEqual([]);
  });

  test.each([...MODELS, ...SERVICES, ...SKILLS, ...SOLVERS])('%s', async (_name, file, from, to, fault) => {
    const text = SOUND[file] ?? '';
    expect(text).toContain(from);
    const faults = await faultsOf({ ...SOUND, [file]: text.replace(from, () => to) });
    const expected = /^[\w./-]+:\d+: /.test(fault) ? fault : `${file}:${fault}`;
    expect(faults.map((line) => line.slice(0, expected.length))).toEqual([expected]);
  });

  test('many faults in many files are named all at once, sorted by file and line', async () => {
    const broken = (file: string, from: string, to: string) => ({ [file]: (SOUND[file] ?? '').replace(from, to) });
    const faults = await faultsOf({
      ...SOUND,
      ...broken('models.yaml', '0.1', '-1'),
      ...broken('services.yaml', 'Lector', 'Nobody'),
      ...broken(SKILL, 'fallback: page', 'fallback: book'),
      ...broken(CHAT, '{{ question }}', '{{ query }}'),
    });
    expect(faults.map((line) => line.split(': ').slice(0, 2).join(' '))).toEqual([
      'models.yaml:14 models[0].price.per_call',
      'services.yaml:4 services.ocr.model',
      'skills/reading/SKILL.md:11 router.fallback',
      'skills/talking/chat.md:16 ## say',
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

describe('secrets', () => {
  const secret = 'sk-live-0123456789abcdef';
  test.each([
    [
      'as a field',
      'served_name: far',
      `served_name: far\n    api_key: ${secret}`,
      '20: models[1].api_key: secrets are not written',
    ],
    [
      'where the name of a variable belongs',
      'served_name: far',
      `served_name: far\n    api_key_env: ${secret}`,
      '20: models[1].api_key_env: is not the name of an environment variable',
    ],
    [
      'in the address',
      'http://127.0.0.1:9/v1',
      `http://user:${secret}@127.0.0.1:9/v1`,
      '18: models[1].base_url: holds credentials',
    ],
    ['in the query of the address', '9/v1', `9/v1?key=${secret}`, '18: models[1].base_url: has a query'],
  ])('a secret %s is refused and not repeated', async (_name, from, to, fault) => {
    const faults = await faultsOf({ ...SOUND, 'models.yaml': (SOUND['models.yaml'] ?? '').replace(from, to) });
    expect(faults).toEqual([expect.stringContaining(`models.yaml:${fault}`)]);
    expect(faults.join()).not.toContain(secret);
  });

  test('an address from the environment that holds a password makes the model unavailable and is not kept', async () => {
    const models = (SOUND['models.yaml'] ?? '').replace('http://127.0.0.1:9/v1', '${FAR}');
    const snapshot = await withFolder({ ...SOUND, 'models.yaml': models }, (root) =>
      loadRegistry({ roots: [root], env: { FAR: `http://user:${secret}@host/v1` } }),
    );
    expect(snapshot.models[1]?.unavailable).toContain('its address holds credentials');
    expect(JSON.stringify(snapshot)).not.toContain(secret);
  });
});

describe('files that attack', () => {
  test('an alias bomb is refused in time', async () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level++) {
      const [name, before] = [String.fromCharCode(97 + level), String.fromCharCode(96 + level)];
      lines.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`);
    }
    const started = performance.now();
    expect(await faultsOf({ ...SOUND, 'services.yaml': lines.join('\n') })).toEqual([
      expect.stringMatching(/^services\.yaml:1: \(yaml\): can't be read \(Excessive alias count/),
    ]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('a few aliases are fine', async () => {
    const models = (SOUND['models.yaml'] ?? '')
      .replace('limits: none', 'limits: &none none')
      .replace(/limits: none\n(?![\s\S]*limits: none)/, 'limits: *none\n');
    expect(models).toContain('*none');
    expect(await faultsOf({ ...SOUND, 'models.yaml': models })).toEqual([]);
  });

  test('nesting without end, a huge file, and a file that is not text are refused', async () => {
    expect(await faultsOf({ ...SOUND, 'services.yaml': '['.repeat(20_000) })).toEqual([
      expect.stringMatching(/^services\.yaml:1: /),
    ]);
    expect(await faultsOf({ ...SOUND, 'services.yaml': `#${'x'.repeat(300_000)}` })).toEqual([
      expect.stringMatching(/^services\.yaml:1: \(file\): has 300001 bytes, keep it below/),
    ]);
    expect(await faultsOf({ ...SOUND, 'services.yaml': Uint8Array.of(0xff, 0xfe, 0x00) })).toEqual([
      expect.stringMatching(/^services\.yaml:1: \(file\): can't be read/),
    ]);
  });

  test('links that leave the registry folder are refused, for files and for folders', async () => {
    await withFolder({ 'secret/SKILL.md': SOUND[SKILL] ?? '', 'secret/models.yaml': 'version: 1' }, async (outside) => {
      await withFolder(SOUND, async (root) => {
        await symlink(join(outside, 'secret'), join(root, 'skills', 'evil'));
        await symlink('../../../../../../etc/passwd', join(root, 'skills', 'reading', 'evil.md'));
        await symlink(join(root, 'skills', 'loop'), join(root, 'skills', 'loop'));
        const faults = await faultsOfRoots([root]);
        expect(faults).toEqual(
          expect.arrayContaining([
            expect.stringContaining('skills/evil:1: (file): is a link that leaves the registry folder'),
            expect.stringContaining('skills/reading/evil.md:1: (file): is a link that leaves the registry folder'),
            expect.stringMatching(/^skills\/loop:1: \(file\): can't be read \(.*ELOOP/),
          ]),
        );
        expect(faults.join()).not.toContain('root:');
      });
    });
  });

  test('a folder that does not exist, an empty one, and a skill without its files are refused', async () => {
    expect(await faultsOfRoots(['/nowhere/at/all'])).toContainEqual(
      expect.stringMatching(/^\/nowhere\/at\/all:1: \(file\): can't be read \(.*ENOENT/),
    );
    await withFolder({}, async (root) => {
      expect(await faultsOfRoots([root])).toEqual([expect.stringContaining('declares no model, add a models.yaml')]);
      await writeFile(join(root, 'model.yml'), '');
      await mkdir(join(root, 'skills', 'hollow'), { recursive: true });
      expect(await faultsOfRoots([root])).toEqual([
        expect.stringMatching(/^model\.yml:1: \(file\): is not read, a registry has models\.yaml/),
        expect.stringMatching(/^skills\/hollow:1: \(file\): has no solver/),
        expect.stringMatching(/^skills\/hollow:1: \(file\): has no SKILL\.md/),
      ]);
    });
  });
});
