/** An endpoint that sends us elsewhere: nobody goes there, least of all with the key. */
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createChatClient } from '../../../src/experts/openai/chat-client.js';
import { listModels } from '../../../src/experts/openai/list-models.js';
import { endpointModel } from '../../support/snapshot.js';
import { everythingIn, rejection } from '../../support/thrown.js';
import { startTrap, type Trap } from '../../support/trap.js';

const KEY = 'sk-redirected-0123456789';
const env = { MY_KEY: KEY };
const { signal } = new AbortController();
let trap: Trap;
let server: Server;
let url: string;
let seen = 0;

beforeAll(async () => {
  trap = await startTrap();
  server = createServer((request, response) => {
    seen++;
    const [, status = '', kind = ''] = /^\/(\d+)\/([a-z-]+)\//.exec(request.url ?? '') ?? [];
    const location = kind === 'metadata' ? 'http://169.254.169.254/latest/meta-data' : `${trap.url}/v1`;
    const named = kind === 'no-scheme' ? location.replace('http:', '') : location;
    response.writeHead(Number(status), { location: named, refresh: `0; url=${trap.url}` }).end('moved');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterAll(async () => {
  server.close();
  await trap.close();
});

const STATUSES = [301, 302, 303, 307, 308];
test.each(STATUSES.flatMap((status) => ['elsewhere', 'no-scheme', 'metadata'].map((kind) => [status, kind] as const)))(
  '%i to %s is told, and not followed',
  async (status, kind) => {
    const model = endpointModel('M', `${url}/${status}/${kind}/v1`, { apiKeyEnv: 'MY_KEY' });
    const messages = [{ role: 'user', text: 'hello' }] as const;
    const before = seen;
    const errors = [
      await rejection(createChatClient({ env })({ model, messages, seed: 1, signal })),
      await rejection(listModels(model, { env, signal })),
    ];
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'EXPERT_REJECTED', message: expect.stringContaining('not followed') });
      expect(everythingIn(error)).not.toContain(KEY);
    }
    expect([seen - before, trap.caught()]).toEqual([2, 0]);
  },
);

test('the trap counts whoever comes', async () => {
  const before = trap.caught();
  await (await fetch(trap.url)).text();
  expect(trap.caught()).toBe(before + 1);
});
