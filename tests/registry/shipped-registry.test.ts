import { describe, expect, test } from '@jest/globals';
import { callablePairs, expertModels, pairName } from '../../src/domain/registry.js';
import { describeRegistry } from '../../src/registry/describe.js';
import { loadRegistry } from '../../src/registry/load.js';
import { parseSnapshot } from '../../src/registry/snapshot-schema.js';

const load = (env: Record<string, string> = {}) => loadRegistry({ roots: ['registry'], env });

describe('the shipped registry', () => {
  test('loads without a fault, and the local engines are callable with nothing set', async () => {
    const snapshot = await load();
    expect(callablePairs(snapshot).map(({ model, skill }) => pairName(model.id, skill.id))).toEqual([
      'Algebra@@Algebra',
      'Chart-Reader@@Chart',
      'Diagram-Coder@@Code',
      'QuickJS@@Code',
      'Python@@Code',
      'Raster@@Compositional',
      'Raster@@Counting',
      'Raster@@Diagram_Reasoning',
      'Figure-Reader@@Geometric',
      'Statement-Solver@@Geometric',
      'Document-Reader@@OCR',
      'Tesseract@@OCR',
      'Tesseract-Restored@@OCR',
      'Tesseract-Evened@@OCR',
      'Document-Reader-Restored@@OCR',
      'Document-Reader-Evened@@OCR',
      'Closer@@Zoom',
      'Glance@@Zoom',
    ]);
    expect(snapshot.services).toEqual([
      { kind: 'ocr', model: 'Tesseract' },
      { kind: 'caption', model: 'Caption' },
      { kind: 'detect', model: 'PR1-Qwen2.5-VL-3B-Detection' },
      { kind: 'zoom', model: 'DeepEyes-7B' },
      { kind: 'code', model: 'QuickJS', languages: { javascript: 'QuickJS', python: 'Python' } },
    ]);
  });

  test('endpoints without an address or key are unavailable and name every variable that is missing', async () => {
    const why = async (env: Record<string, string>) =>
      Object.fromEntries((await load(env)).models.map((model) => [model.id, model.unavailable]));
    expect(await why({})).toMatchObject({
      'Maestro-4B': 'its address is not set (environment variable MAESTRO_POLICY_BASE_URL)',
      Endpoint:
        'its address, served name and key are not set ' +
        '(environment variables MAESTRO_ENDPOINT_BASE_URL, MAESTRO_ENDPOINT_MODEL and OPENAI_API_KEY)',
      Raster: '',
    });
    const address = { MAESTRO_ENDPOINT_BASE_URL: 'http://127.0.0.1:1/v1', MAESTRO_ENDPOINT_MODEL: 'm' };
    expect((await why(address))['Endpoint']).toBe('its key is not set (environment variable OPENAI_API_KEY)');
    expect((await why({ ...address, OPENAI_API_KEY: '' }))['Endpoint']).toContain('OPENAI_API_KEY');
    expect((await why({ ...address, OPENAI_API_KEY: 'k' }))['Endpoint']).toBe('');
  });

  test('an endpoint that is set up is an expert, the policy model is not', async () => {
    const snapshot = await load({
      MAESTRO_POLICY_BASE_URL: 'http://127.0.0.1:8000/v1',
      MAESTRO_ENDPOINT_BASE_URL: 'https://example.org/v1',
      MAESTRO_ENDPOINT_MODEL: 'some-model',
      OPENAI_API_KEY: 'sk-secret-value',
    });
    expect(expertModels(snapshot).map((model) => model.id)).not.toContain('Maestro-4B');
    expect(describeRegistry(snapshot).pairs).toContain('Endpoint@@Direct');
    expect(JSON.stringify([snapshot, describeRegistry(snapshot)])).not.toContain('sk-secret-value');
  });

  test('a snapshot is the same after a trip through JSON, and the same at each load', async () => {
    const snapshot = await load();
    expect(parseSnapshot(JSON.stringify(snapshot))).toEqual(snapshot);
    expect(parseSnapshot(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot);
    expect(JSON.stringify(await load())).toBe(JSON.stringify(snapshot));
    const withInputs = snapshot.skills.filter(({ inputs }) => inputs !== undefined).map(({ id }) => id);
    expect(withInputs).toEqual(['Direct', 'Perception']);
  });
});
