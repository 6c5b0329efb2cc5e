/** The stub refuses what a strict server refuses: were it lenient, every test over it would say less. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { startOpenAiStub, type OpenAiStub } from '../../support/openai-stub.js';
import { pixels } from '../../support/pixels.js';

let stub: OpenAiStub;
let noise: string;

beforeAll(async () => {
  stub = await startOpenAiStub({ models: ['m'], key: 'sk-0123456789' });
  const grey = { width: 60, height: 60, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 60 } } as const;
  noise = (
    await sharp({ create: { ...grey, background: '#000' } })
      .jpeg()
      .toBuffer()
  ).toString('base64');
});
afterAll(() => stub.close());

async function status(body: unknown, { path = '/chat/completions', key = 'sk-0123456789' } = {}): Promise<number> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { authorization: `Bearer ${key}` };
  return (await fetch(stub.url + path, { method: 'POST', body: text, headers })).status;
}

const user = (content: unknown) => ({ role: 'user', content });
const image = (url: string) => user([{ type: 'image_url', image_url: { url } }]);
const ask = (fields: object) => ({ model: 'm', messages: [user('hello')], ...fields });

describe('a request is taken', () => {
  test.each([
    ['with nothing but a question', ask({})],
    [
      'with all that may be set',
      ask({ seed: 1, temperature: 0, top_p: 1, max_tokens: 1, stop: ['</a>'], stream: false }),
    ],
    ['with a picture', ask({ messages: [image(pixels(3)), { role: 'assistant', content: 'x' }, user('go on')] })],
  ])('%s', async (_, body) => {
    expect(await status(body)).toBe(200);
  });
});

describe('a request is refused', () => {
  const call = { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } };
  test.each<[string, unknown]>([
    ['that is no JSON', '{"model": "m"'],
    ['without messages', ask({ messages: [] })],
    ['with a field that no server knows', ask({ tempersture: 1 })],
    ['with an unknown role', ask({ messages: [{ role: 'expert', content: 'x' }] })],
    ['with an empty message', ask({ messages: [user('')] })],
    ['with a message of no parts', ask({ messages: [user([])] })],
    ['with an unknown part', ask({ messages: [user([{ type: 'video', text: 'x' }])] })],
    ['with a system message later on', ask({ messages: [user('x'), { role: 'system', content: 'y' }] })],
    ['whose roles do not alternate', ask({ messages: [user('x'), user('y')] })],
    ['that the assistant begins', ask({ messages: [{ role: 'assistant', content: 'x' }, user('y')] })],
    ['that ends with the assistant', ask({ messages: [user('x'), { role: 'assistant', content: 'y' }] })],
    [
      'whose tool call is not answered',
      ask({ messages: [user('x'), { role: 'assistant', tool_calls: [call] }, user('y')] }),
    ],
    ['whose tool answers no call', ask({ messages: [user('x'), { role: 'tool', tool_call_id: 'b', content: 'y' }] })],
    ['too hot', ask({ temperature: 2.1 })],
    ['too cold', ask({ temperature: -0.1 })],
    ['with a top_p of 0', ask({ top_p: 0 })],
    ['with a top_p above 1', ask({ top_p: 1.01 })],
    ['for no token', ask({ max_tokens: 0 })],
    ['for half a token', ask({ max_tokens: 1.5 })],
    ['with an empty stop string', ask({ stop: [''] })],
    ['that streams', ask({ stream: true })],
    ['with a picture at an address', ask({ messages: [image('http://169.254.169.254/latest/meta-data')] })],
    ['with a picture in a file', ask({ messages: [image('file:///etc/passwd')] })],
    ['with a vector graphic', ask({ messages: [image(`data:image/svg+xml;base64,${btoa('<svg/>')}`)] })],
    ['whose picture is no base64', ask({ messages: [image('data:image/png;base64,iVBOR*')] })],
    ['whose picture is of another type', ask({ messages: [image(pixels(3).replace('png', 'jpeg'))] })],
    ['whose picture is only its first bytes', ask({ messages: [image('data:image/png;base64,iVBORw0KGgo=')] })],
  ])('%s', async (_, body) => {
    expect(await status(body)).toBe(400);
  });

  test('whose picture is cut off', async () => {
    const whole = `data:image/jpeg;base64,${noise}`;
    const half = `data:image/jpeg;base64,${noise.slice(0, 4 * Math.floor(noise.length / 8))}`;
    expect([await status(ask({ messages: [image(whole)] })), await status(ask({ messages: [image(half)] }))]).toEqual([
      200, 400,
    ]);
  });

  test('for another model, by another key, on another path', async () => {
    expect(await status(ask({ model: 'other' }))).toBe(404);
    expect(await status(ask({}), { key: 'sk-wrong' })).toBe(401);
    expect(await status(ask({}), { path: '/completions' })).toBe(404);
  });
});
