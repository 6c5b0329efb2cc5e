import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shellLine, vllmServes } from '../../src/registry/vllm.js';
import { endpointModel, smallSnapshot } from '../support/snapshot.js';
import type { EndpointModel } from '../../src/domain/registry.js';

function lineOf(fields: Partial<EndpointModel>): string {
  const model = endpointModel('Seer', 'http://127.0.0.1:2364/v1', { port: 2364, weights: 'org/Seer', ...fields });
  const [serve] = vllmServes(smallSnapshot({ models: [model] }));
  return shellLine(serve?.command ?? []);
}

const FLAGS = '--max-num-seqs 512 --trust-remote-code --gpu_memory_utilization 0.9';

test.each<[string, Partial<EndpointModel>, string]>([
  ['the flags of every server', {}, `vllm serve org/Seer --served-model-name served-Seer --port 2364 ${FLAGS}`],
  [
    'a revision and arguments of its own',
    { revision: 'abc', vllmArgs: ['--max-model-len', '16384'] },
    `vllm serve org/Seer --served-model-name served-Seer --port 2364 ${FLAGS} --revision abc --max-model-len 16384`,
  ],
  [
    'arguments that replace those of every server, however they are spelled',
    { vllmArgs: ['--gpu-memory-utilization=0.3', '--max_num_seqs', '8'] },
    'vllm serve org/Seer --served-model-name served-Seer --port 2364 --trust-remote-code --gpu-memory-utilization=0.3 --max_num_seqs 8',
  ],
  [
    'no served name that is known yet: the id',
    { servedName: '' },
    `vllm serve org/Seer --served-model-name Seer --port 2364 ${FLAGS}`,
  ],
  ['no weights', { weights: '' }, ''],
])('the line of a card with %s', (_name, fields, line) => {
  expect(lineOf(fields)).toBe(line);
});

test('there is one for each endpoint with a port, also while it cannot be called', () => {
  const models = [
    endpointModel('A', '', { port: 1, weights: 'a/a', unavailable: 'its address is not set' }),
    endpointModel('B', 'http://127.0.0.1:1/v1', { weights: 'b/b' }),
    ...smallSnapshot().models,
  ];
  expect(vllmServes(smallSnapshot({ models })).map(({ model }) => model.id)).toEqual(['A']);
});

test('a line is read by a shell as the words it was made of', () => {
  const word = fc.stringMatching(/^[^\0]{1,20}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
      const script = `for word in ${shellLine(words)}; do printf '%s\\0' "$word"; done`;
      const seen = execFileSync('sh', ['-c', script]).toString('utf8');
      expect(seen.split('\0').slice(0, -1)).toEqual(words.map((text) => Buffer.from(text).toString('utf8')));
    }),
    { numRuns: 40 },
  );
});
