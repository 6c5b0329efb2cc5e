import { describe, expect, test } from '@jest/globals';
import { expertModels, stepModels } from '../../src/domain/registry.js';
import { describeRegistry } from '../../src/registry/describe.js';
import { loadRegistry } from '../../src/registry/load.js';
import { parseSnapshot } from '../../src/registry/snapshot-schema.js';
import { faultsOf, faultsOfRoots, SOUND, withFolder } from './fixture.js';

const MODELS = SOUND['models.yaml'] ?? '';

/** The sound registry with lines added to the card of the endpoint, from line 20 on, and models behind it, from line 28 on. */
function withCard(lines: string, more = ''): Record<string, string> {
  const card = lines === '' ? 'served_name: far' : `served_name: far\n    ${lines}`;
  return { ...SOUND, 'models.yaml': MODELS.replace('served_name: far', card) + more };
}

const OTHER = (id: string, lines = '') => `  - id: ${id}
    provider: openai
    base_url: http://127.0.0.1:10/v1
    served_name: other
    strengths: s
    when_to_choose: w
    limits: l
    modalities: [image, text]
    concurrency: 1
    timeout_s: 10
    max_attempts: 3
    skills: []
${lines}`;

const FULL = `context_tokens: 32768
    images: { max_count: 4, max_bytes: 1000000, max_side: 2048, formats: [png, jpeg] }
    price: { input_per_mtok: 0.15, output_per_mtok: 0.6, per_call: 0.01 }
    latency: { p50_s: 2.5, p95_s: 9 }
    license: MIT
    revision: 0123456789abcdef0123456789abcdef01234567
    rate_per_minute: 90
    deadline_s: 100
    hedge: true
    fallbacks: [oth-er]
    role: both
    boxes: per-mille
    detects: coco-80
    port: 2376
    weights: example/Far-9B
    vllm_args: [--max-num-seqs, '512']
    cache: false`;

describe('the card of a model', () => {
  test('comes into the snapshot in milliseconds and full names, and is described', async () => {
    const snapshot = await withFolder(withCard(FULL, OTHER('Other')), (root) =>
      loadRegistry({ roots: [root], env: {} }),
    );
    expect(snapshot.models[1]).toMatchObject({
      contextTokens: 32_768,
      images: { maxCount: 4, maxBytes: 1_000_000, maxSide: 2_048, formats: ['image/png', 'image/jpeg'] },
      price: { inputPerMTok: 0.15, outputPerMTok: 0.6, perCall: 0.01 },
      latency: { p50Ms: 2_500, p95Ms: 9_000 },
      license: 'MIT',
      revision: '0123456789abcdef0123456789abcdef01234567',
      ratePerMinute: 90,
      deadlineMs: 100_000,
      hedge: true,
      fallbacks: ['Other'],
      role: 'both',
      boxes: 'per-mille',
      detects: 'coco-80',
      port: 2_376,
      weights: 'example/Far-9B',
      vllmArgs: ['--max-num-seqs', '512'],
      cache: false,
    });
    expect(parseSnapshot(JSON.stringify(snapshot))).toEqual(snapshot);
    expect(describeRegistry(snapshot).models[1]).toMatchObject({
      card: [
        '32,768 tokens',
        '4 images of 2,048 px',
        '$0.15 in, $0.6 out per Mtok',
        '$0.01 a call',
        'typically 2.5 s, 9 s at p95',
        'hedged',
        '2 at once',
        '90 a minute',
      ],
      license: 'MIT',
      fallbacks: ['Other'],
    });
  });

  test('needs none of it: what is left out has a default', async () => {
    const snapshot = await withFolder(withCard(''), (root) => loadRegistry({ roots: [root], env: {} }));
    expect(snapshot.models[1]).toMatchObject({
      images: { maxCount: 32, formats: ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] },
      license: '',
      revision: '',
      // Two attempts of 60 s and half a second between them.
      deadlineMs: 120_500,
      hedge: false,
      fallbacks: [],
      role: 'expert',
      boxes: 'pixel',
      weights: '',
      vllmArgs: [],
      cache: true,
    });
    expect(snapshot.models[1]).not.toHaveProperty('detects');
    expect(snapshot.models[1]).toHaveProperty('contextTokens', undefined);
    expect(snapshot.models[1]).toHaveProperty('latency', undefined);
  });

  test('of a service is called by steps and never offered to the policy', async () => {
    const files = withCard('', OTHER('Eye', '    role: service\n'));
    files['services.yaml'] = (SOUND['services.yaml'] ?? '').replace('Lector', 'eye');
    const snapshot = await withFolder(files, (root) => loadRegistry({ roots: [root], env: {} }));
    expect(snapshot.services).toEqual([{ kind: 'ocr', model: 'Eye' }]);
    expect(expertModels(snapshot).map((model) => model.id)).toEqual(['Reader', 'Far']);
    expect(stepModels(snapshot).map((model) => model.id)).toEqual(['Reader', 'Far', 'Eye']);
  });

  test('names as fallbacks what a user may switch off', async () => {
    const shipped = withCard('fallbacks: [else]', OTHER('Other', '    aliases: [Else]\n'));
    const own = { 'models.yaml': 'version: 1\nmodels:\n  - { id: Other, enabled: false }' };
    const snapshot = await withFolder(shipped, (first) =>
      withFolder(own, (second) => loadRegistry({ roots: [first, second], env: {} })),
    );
    expect(snapshot.models.map((model) => [model.id, model.fallbacks])).toEqual([
      ['Reader', []],
      ['Far', []],
    ]);
  });
});

describe('a card that contradicts itself or others is refused', () => {
  const rows: readonly (readonly [name: string, lines: string, more: string, fault: string])[] = [
    [
      'an unknown fallback',
      'fallbacks: [Othr]',
      OTHER('Other'),
      '20: models[1].fallbacks[0]: names the unknown model "Othr", use one that is declared, e.g. Other',
    ],
    ['itself as fallback', 'fallbacks: [Far]', '', '20: models[1].fallbacks[0]: closes the loop Far -> Far'],
    [
      'a fallback that takes no images',
      'fallbacks: [Other]',
      OTHER('Other').replace('[image, text]', '[text]'),
      "20: models[1].fallbacks[0]: can't be Other, which takes no image as Far does",
    ],
    [
      'an engine in place of an endpoint',
      'fallbacks: [Reader]',
      '',
      "20: models[1].fallbacks[0]: can't be Reader, since engine tesseract can't do what Far is asked for",
    ],
    [
      'a policy as fallback',
      'fallbacks: [Other]',
      OTHER('Other', '    role: policy\n'),
      "20: models[1].fallbacks[0]: can't be Other, which is a policy",
    ],
    [
      'a port used twice',
      'port: 8000',
      OTHER('Other', '    port: 8000\n'),
      '41: models[2].port: 8000 is the port of Far already',
    ],
    ['a port that is none', 'port: 70000', '', '20: models[1].port: is too large, use at most 65535'],
    [
      'a negative price',
      'price: { input_per_mtok: -1 }',
      '',
      '20: models[1].price.input_per_mtok: is too small, use at least 0',
    ],
    [
      'hedging without a latency',
      'hedge: true',
      '',
      '20: models[1].hedge: needs the p95 after which the second call is made',
    ],
    ['a p95 below the p50', 'latency: { p50_s: 2, p95_s: 1 }', '', '20: models[1].latency.p95_s: is less than p50_s'],
    [
      'a deadline below one attempt',
      'deadline_s: 5',
      '',
      '20: models[1].deadline_s: is less than the 60 s of one attempt',
    ],
    ['no image at all', 'images: { max_count: 0 }', '', '20: models[1].images.max_count: is too small, use at least 1'],
    [
      'an unknown format',
      'images: { formats: [svg] }',
      '',
      '20: models[1].images.formats[0]: is not allowed, use one of png, jpeg, webp, gif',
    ],
    ['no format', 'images: { formats: [] }', '', '20: models[1].images.formats: is empty or too short'],
    [
      'half a context',
      'context_tokens: 1.5',
      '',
      '20: models[1].context_tokens: has the wrong type, write a whole number',
    ],
    ['a rate of nothing', 'rate_per_minute: 0', '', '20: models[1].rate_per_minute: is too small, use more than 0'],
    [
      'an unknown role',
      'role: helper',
      '',
      '20: models[1].role: is not allowed, use one of expert, policy, both, service',
    ],
    [
      'an unknown space of boxes',
      'boxes: percent',
      '',
      '20: models[1].boxes: is not allowed, use one of pixel, per-mille, unit',
    ],
    [
      'an unknown vocabulary of a detector',
      'detects: everything',
      '',
      '20: models[1].detects: is not allowed, use one of open, coco-80',
    ],
    [
      'a service offered as an expert',
      'role: service',
      '',
      "28: models[1].skills: must be empty for a service, which the policy can't call",
    ],
    [
      'a line break in a command line',
      'vllm_args: ["--a\\nb"]',
      '',
      '20: models[1].vllm_args[0]: holds a control character',
    ],
  ];
  test.each(rows)('%s', async (_name, lines, more, fault) => {
    const expected = `models.yaml:${fault}`;
    const faults = await faultsOf(withCard(lines, more));
    expect(faults.map((line) => line.slice(0, expected.length))).toEqual([expected]);
  });

  test('limits of images of a model that takes none', async () => {
    const blind = OTHER('Other', '    images: { max_count: 2 }\n').replace('[image, text]', '[text]');
    expect(await faultsOf(withCard('', blind))).toEqual([
      expect.stringContaining('models.yaml:40: models[2].images: limits the images of a model that takes none'),
    ]);
  });

  test('a loop of fallbacks over several models, once, where it closes', async () => {
    const more = OTHER('B', '    fallbacks: [C]\n') + OTHER('C', '    fallbacks: [Far]\n');
    expect(await faultsOf(withCard('fallbacks: [B]', more))).toEqual([
      'models.yaml:54: models[3].fallbacks[0]: closes the loop Far -> B -> C -> Far, remove one of these',
    ]);
  });

  test('two loops, each with its own models only, and none of what leads into them', async () => {
    const more =
      OTHER('B', '    fallbacks: [C, D]\n') +
      OTHER('C', '    fallbacks: [B]\n') +
      OTHER('D', '    fallbacks: [D, C]\n');
    expect(await faultsOf(withCard('fallbacks: [B]', more))).toEqual([
      'models.yaml:54: models[3].fallbacks[0]: closes the loop B -> C -> B, remove one of these',
      'models.yaml:67: models[4].fallbacks[0]: closes the loop D -> D, remove one of these',
    ]);
  });

  test('a name of two models is one fault, and no loop of the one that comes first', async () => {
    const more = OTHER('B', '    fallbacks: [b]\n') + OTHER('b');
    expect(await faultsOf(withCard('fallbacks: [B]', more))).toEqual([
      'models.yaml:42: models[3].id: "b" already names B (case and separators do not count), choose another',
    ]);
  });

  test('a fallback named twice', async () => {
    expect(await faultsOf(withCard('fallbacks: [B, b]', OTHER('B')))).toEqual([
      'models.yaml:20: models[1].fallbacks[1]: names B a second time, remove it',
    ]);
  });

  test('two ways to one stand-in are no loop', async () => {
    const more = OTHER('B', '    fallbacks: [D]\n') + OTHER('C', '    fallbacks: [D]\n') + OTHER('D');
    expect(await faultsOf(withCard('fallbacks: [B, C]', more))).toEqual([]);
  });

  test('a policy as a service', async () => {
    const files = withCard('', OTHER('Boss', '    role: policy\n'));
    files['services.yaml'] = (SOUND['services.yaml'] ?? '').replace('Lector', 'Boss');
    expect(await faultsOf(files)).toEqual([
      expect.stringContaining('services.yaml:4: services.ocr.model: names Boss, which is a policy'),
    ]);
  });

  test('a loop that a second root closes', async () => {
    const own = { 'models.yaml': `version: 1\nmodels:\n${OTHER('Mine', '    fallbacks: [Far]\n')}` };
    const faults = await withFolder(withCard('fallbacks: [Mine]'), (first) =>
      withFolder(own, (second) => faultsOfRoots([first, second])),
    );
    expect(faults).toEqual([expect.stringMatching(/^models\.yaml:15: .* closes the loop Far -> Mine -> Far,/)]);
  });
});
