import { describe, expect, test } from '@jest/globals';
import { looksSecret } from '../../src/skills/secrets.js';
import { faultsOf, SOUND } from '../registry/fixture.js';

const KEY = 'sk-live-0123456789abcdef';

describe('what looks like a key', () => {
  test.each([
    KEY,
    'sk-proj-aBcDeFgHiJkLmNoPqRsT',
    'the key is ghp_aB3dEf6hIjKlMn0pQrStUv of course',
    'hf_aBcDeFgHiJkLmNoPqRsTuVwXyZ',
    'AKIAABCDEFGHIJKLMNOP',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc',
    'Authorization: Bearer abcdefghijklmnopqrstuvwx',
    '-----BEGIN RSA PRIVATE KEY-----',
    '9f86d081884c7d659a2feaa0c55ad015',
    '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
  ])('%s', (text) => expect(looksSecret(text)).toBe(true));

  test.each([
    'OPENAI_API_KEY',
    'VLMsAreBlind_Highlighted_Character_Recognition_Skill',
    'Qwen3-VL-235B-A22B-Instruct-2507-FP8',
    'PR1-Qwen2.5-VL-3B-Detection',
    'https://a-rather-long-host-name.eu-central-1.example.com:8443/v1',
    'internationalization of pneumonoultramicroscopicsilicovolcanoconiosis',
    'risk-free-and-well-kept-things',
    '--gpu_memory_utilization',
    '{{ steps.measure.data.intersections_found_2 }}',
  ])('not %s', (text) => expect(looksSecret(text)).toBe(false));
});

describe('a secret in a registry file is refused once, by line and field, and not repeated', () => {
  const CHAT = 'skills/talking/chat.md';
  const SKILL = 'skills/reading/SKILL.md';
  test.each([
    [
      'in prose of a model',
      'models.yaml',
      'strengths: reads',
      `strengths: reads with ${KEY}`,
      '7: models[0].strengths: looks like a secret',
    ],
    ['in a list', 'models.yaml', '[Lector]', `[Lector, ${KEY}]`, '6: models[0].aliases[1]: looks like a secret'],
    [
      'as a served name',
      'models.yaml',
      'served_name: far',
      `served_name: ${KEY}`,
      '19: models[1].served_name: looks like a secret',
    ],
    [
      'as a revision that is no digest',
      'models.yaml',
      'served_name: far',
      `served_name: far\n    revision: ${KEY}`,
      '20: models[1].revision: looks like a secret',
    ],
    ['in a skill', SKILL, 'limits: none', `limits: ${KEY}`, '7: limits: looks like a secret'],
    [
      'in the parameters of a step',
      CHAT,
      'kind: ask',
      `kind: ask\n    params: { target: ${KEY} }`,
      '10: steps[1].params.target: looks like a secret',
    ],
    [
      'in a comment on a line of its own',
      'models.yaml',
      '    limits: none',
      `    # the old one was ${KEY}\n    limits: none`,
      '9: (comment): looks like a secret',
    ],
    [
      'in a comment behind a value',
      'services.yaml',
      'model: Lector',
      `model: Lector # ${KEY}`,
      '4: (comment): looks like a secret',
    ],
    ['in a comment of a solver', CHAT, 'kind: ask', `kind: ask # ${KEY}`, '9: (comment): looks like a secret'],
    ['in a comment of a skill', SKILL, 'limits: none', `limits: none # ${KEY}`, '7: (comment): looks like a secret'],
    ['in the prose of a skill', SKILL, 'Prose.', `Prose.\nUse ${KEY} with it.`, '18: (prose): looks like a secret'],
    ['in the prose of a solver', CHAT, 'Notes.', `Notes: ${KEY}`, '12: (prose): looks like a secret'],
    ['in a template', CHAT, '{{ question }}', `{{ question }} ${KEY}`, '14: ## say: looks like a secret'],
  ])('%s', async (_name, file, from, to, fault) => {
    const text = SOUND[file] ?? '';
    expect(text).toContain(from);
    const faults = await faultsOf({ ...SOUND, [file]: text.replace(from, to) });
    expect(faults).toEqual([expect.stringContaining(`${file}:${fault}`)]);
    expect(faults.join()).not.toContain(KEY);
  });

  test('a text that begins like a comment is a text, and a revision that is kept in a comment opens nothing', async () => {
    const models = (SOUND['models.yaml'] ?? '')
      .replace('strengths: reads', `strengths: |\n      # ${KEY}\n      reads`)
      .replace('served_name: far', `served_name: far\n    # revision: ${'0123456789'.repeat(4)}`);
    expect(await faultsOf({ ...SOUND, 'models.yaml': models })).toEqual([
      expect.stringContaining('models.yaml:7: models[0].strengths: looks like a secret'),
    ]);
  });

  test('the way of a link in prose is none, what is asked at its end is', async () => {
    const link = 'https://docs.example.com/d/1aB2cD3eF4gH5iJ6kL7mN8oP9qR0sT/edit';
    const withProse = (prose: string) => ({ ...SOUND, [SKILL]: (SOUND[SKILL] ?? '').replace('Prose.', prose) });
    expect(await faultsOf(withProse(`See ${link}#h.`))).toEqual([]);
    for (const bad of [`${link}?key=${KEY}`, `https://me:${KEY}@example.com/x`])
      expect(await faultsOf(withProse(bad))).toEqual([expect.stringContaining(`${SKILL}:17: (prose): looks like`)]);
  });

  test('as the name of a model, where it is quoted by another fault', async () => {
    const faults = await faultsOf({ ...SOUND, 'services.yaml': (SOUND['services.yaml'] ?? '').replace('Lector', KEY) });
    expect(faults).toEqual([
      expect.stringContaining('services.yaml:4: services.ocr.model: looks like a secret'),
      expect.stringContaining('services.yaml:4: services.ocr.model: names "(withheld)", which is no enabled model'),
    ]);
  });
});
