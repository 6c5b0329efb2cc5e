/** The shipped solver of Counting, in process: what the detector is asked for, and what reaches the steps after it. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { loadRegistry } from '../../src/registry/load.js';
import { openEvidenceRig, type EvidenceRig } from '../support/evidence-rig.js';

let rig: EvidenceRig;

beforeAll(async () => {
  rig = await openEvidenceRig(await loadRegistry({ roots: ['registry'], env: { MAESTRO_GPU_HOST: '127.0.0.1' } }));
  await sharp({ create: { width: 320, height: 240, channels: 3, background: '#484' } }).toFile(
    join(rig.folder, 'street.png'),
  );
});

afterAll(() => rig.close());

test.each([
  ['How many lanterns hang in the street?', 'with its class: person, bicycle'],
  ['How many people sit on the benches?', 'named: person, bench.'],
])('the detector is asked for what the question names: %s', async (question, classes) => {
  const { answer, record } = await rig.run({
    id: question,
    question,
    pair: 'qwen3-VL-8B-Instruct@@Counting',
    images: ['street.png'],
    reply: ({ model, text }) => {
      if (model.id.startsWith('PR1')) return '[{"bbox_2d": [10, 10, 60, 120], "label": "thing"}]';
      if (model.id.startsWith('DeepEyes')) return '<answer>none</answer>';
      return text.startsWith('Make a list') ? '1. at the left' : '1';
    },
  });
  const [detect] = rig.requests;
  expect(detect?.text).toContain(
    `is about, each one by itself, also small, distant and partly hidden ones. Label each with what it is.\n\n${question}`,
  );
  expect(detect?.text).toContain(classes);
  const list = rig.requests.find(({ text }) => text.startsWith('Make a list'));
  expect(list?.text).toContain('1. thing at (10, 10)-(60, 120)');
  expect(list?.images).toHaveLength(2);
  expect(record?.calls.map(({ kind }) => kind).sort()).toEqual(['ask', 'ask', 'decide', 'decide', 'detect', 'zoom']);
  expect(answer).toBe('1');
});
