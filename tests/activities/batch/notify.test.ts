/** Notifications as a worker sends them: only to who stands in its own folder, without a shell, within a time. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createNotify } from '../../../src/activities/batch/notify.js';
import { nameOfTarget, parseTarget } from '../../../src/activities/batch/notify-targets.js';
import { temporaryFolder } from '../../store/support/files.js';
import { rejection } from '../../support/thrown.js';

const folder = temporaryFolder();
const event = { batch: 'b', event: 'paused', text: 'lunch; $(touch x)', at: '2026-11-24T10:00:00.000Z' } as const;
const notify = (target: string) =>
  createNotify(folder, { PATH: process.env['PATH'], OPENAI_API_KEY: 'secret' })(
    { target, event },
    new AbortController().signal,
  );
const bodies: string[] = [];
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(`${request.method} ${request.headers['content-type']} ${body}`);
      response.writeHead(request.url === '/gone' ? 410 : request.url === '/away' ? 302 : 204, { location: '/hook' });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await mkdir(join(folder, 'notify'));
});
afterAll(() => void server.close());

async function put(name: string, target: unknown): Promise<string> {
  await writeFile(join(folder, 'notify', `${name}.json`), JSON.stringify(target));
  return name;
}

test('a URL gets the event by POST, as JSON', async () => {
  await notify(await put('hook', { url: `${url}/hook` }));
  expect(bodies).toEqual([`POST application/json ${JSON.stringify(event)}`]);
});

test('a command gets it on its standard input, no shell reads its arguments, and it sees no keys', async () => {
  const script =
    'const fs = require("fs"); fs.writeFileSync(process.argv[1], fs.readFileSync(0, "utf8") + process.argv[2] + Object.keys(process.env).filter((name) => name.includes("KEY")))';
  const out = join(folder, 'told');
  await notify(await put('program', { command: [process.execPath, '-e', script, out, '; rm -rf $HOME'] }));
  expect(await readFile(out, 'utf8')).toBe(`${JSON.stringify(event)}; rm -rf $HOME`);
});

describe('a failure names the target only', () => {
  test.each<[string, () => Promise<string>, string, RegExp]>([
    ['nobody of that name', () => Promise.resolve('nobody'), 'INVALID_INPUT', /"nobody"/],
    ['a path', () => Promise.resolve('../../etc/passwd'), 'INVALID_INPUT', /can't name/],
    ['a file that is none', () => put('odd', { shell: 'rm' }), 'INVALID_INPUT', /must hold/],
    [
      'a refusal',
      () => put('gone', { url: `${url}/gone` }),
      'NOTIFY_FAILED',
      /"gone" could not be notified: it replied 410/,
    ],
    ['a redirect', () => put('away', { url: `${url}/away` }), 'NOTIFY_FAILED', /"away"/],
    ['a command that fails', () => put('fails', { command: ['false'] }), 'NOTIFY_FAILED', /ended with 1/],
    ['a command that is not there', () => put('lost', { command: ['/no/such'] }), 'NOTIFY_FAILED', /"lost"/],
  ])('%s', async (_, target, code, says) => {
    const error = await rejection(notify(await target()));
    expect(error).toMatchObject({ code, message: expect.stringMatching(says) });
    expect(error.message).not.toContain(url);
  });
});

test.each<[string, unknown]>([
  ['https://ntfy.example/me', { url: 'https://ntfy.example/me' }],
  ['notify-send  Maestro', { command: ['notify-send', 'Maestro'] }],
  ['["say", "it is over"]', { command: ['say', 'it is over'] }],
  ['@ops', { name: 'ops' }],
])('--notify %s', (given, target) => {
  expect(parseTarget(given)).toEqual(target);
});

test.each(['[1]', '[', '[]', 'https://'])('--notify %s is refused', (given) => {
  expect(() => parseTarget(given)).toThrow(/URL, a command/);
});

test('the same target has the same name', () => {
  const target = { url: 'https://ntfy.example/me' };
  expect(nameOfTarget(target)).toBe(nameOfTarget({ ...target }));
  expect(nameOfTarget(target)).not.toBe(nameOfTarget({ url: 'https://ntfy.example/you' }));
});
