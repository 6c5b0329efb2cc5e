/**
 * @module A worker process that makes calls of one endpoint: `RESULTS-URL BASE-URL NAME COUNT LIMIT LEASE-MS`. Says `ready`, then a
 * line for each reply, then `done`.
 */
import { writeSync } from 'node:fs';
import { createCallExpert } from '../../../../src/activities/calls/call-expert.js';
import { createGate } from '../../../../src/activities/calls/gate.js';
import { createChatClient } from '../../../../src/experts/openai/chat-client.js';
import { createOpenAiExpert } from '../../../../src/experts/openai/openai-expert.js';
import { openResultStore } from '../../../../src/store/open-result-store.js';
import { endpointModel } from '../../../support/snapshot.js';

const [url = '', baseUrl = '', name = '', count = '1', limit = '1', leaseMs = '30000'] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);

const results = await openResultStore(url);
const clock = { now: () => Date.now(), elapsed: () => performance.now() };
const gate = createGate({ store: results.calls, worker: name, now: clock.now, warn: say, leaseMs: Number(leaseMs) });
const expert = createOpenAiExpert({ chat: createChatClient({ env: {} }) });
const callExpert = createCallExpert({ expertFor: () => expert, gate, results, clock });
const model = endpointModel('M', baseUrl, { concurrency: Number(limit), timeoutMs: 60_000 });
say('ready');

const calls = Array.from({ length: Number(count) }, async (_, index) => {
  const request = { model, task: '', params: {}, text: `${name} ${index}`, system: '', images: [], seed: 0 };
  const limits = { endsAtMs: Date.now() + 120_000, final: true, cache: true, signal: new AbortController().signal };
  const { reply } = await callExpert(request, limits);
  say(reply.kind === 'answer' ? reply.text : reply.reason);
});
await Promise.all(calls);
await gate.close();
await results.close();
say('done');
