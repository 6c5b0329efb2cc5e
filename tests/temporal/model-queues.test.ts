/** The task queues of models: who has one, and how many calls a worker takes of it. */
import { expect, test } from '@jest/globals';
import { queuesOf } from '../../src/temporal/model-queues.js';
import { endpointModel, engineModel, smallSnapshot } from '../support/snapshot.js';

const URL = 'http://127.0.0.1:1/v1';

test.each([
  [
    'an endpoint of one place: one more, so that an urgent call is among the next two',
    endpointModel('M', URL, { concurrency: 1 }),
    [1, 1],
  ],
  ['an endpoint of three places: as many more', endpointModel('M', URL, { concurrency: 3 }), [3, 3]],
  ['an endpoint of many places: four more', endpointModel('M', URL, { concurrency: 64 }), [64, 4]],
  ['an engine, whose slots are all there is: none', engineModel('M', { quick: false, concurrency: 2 }), [2, 0]],
])('%s', (_, model, [slots, spare]) => {
  expect(queuesOf(smallSnapshot({ models: [model] }))).toEqual([{ id: 'M', slots, spare }]);
});

test.each([
  ['a quick engine is called by local activities', engineModel('M', { quick: true })],
  ['what is not to be had is not called', endpointModel('M', URL, { unavailable: 'no key' })],
  ['a policy has a queue of another kind', endpointModel('M', URL, { role: 'policy' })],
])('%s: no queue', (_, model) => {
  expect(queuesOf(smallSnapshot({ models: [model] }))).toEqual([]);
});
