/** What all engines have in common: bad input, aborts, closing, and that the event loop never waits for them. */
import { afterAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { ENGINE_TASKS } from '../../../src/domain/engine-tasks.js';
import { ENGINE_NAMES } from '../../../src/domain/registry.js';
import { createEngine, createEngines } from '../../../src/experts/engines/index.js';
import { createSlots } from '../../../src/threads/slots.js';
import { processorTime } from '../../support/processor-time.js';
import { ask, inTurns } from './support/ask-engine.js';
import { drawn, ownPictures } from './support/pictures.js';

const engines = createEngines();
afterAll(() => engines.close());
const PICTURE_ENGINES = ['raster', 'tesseract'] as const;

describe('bad input', () => {
  test.each(ENGINE_NAMES)('%s refuses a task that it does not have', async (name) => {
    await expect(ask(engines.get(name), 'paint')).rejects.toMatchObject({
      code: 'EXPERT_REJECTED',
      message: expect.stringContaining('paint'),
    });
  });

  test.each(ENGINE_NAMES)('%s says what is missing in an empty request', async (name) => {
    for (const task of ENGINE_TASKS[name]) {
      const reply = await ask(engines.get(name), task);
      expect(reply).toMatchObject({
        kind: 'cannot',
        usage: { calls: 1, promptTokens: 0, completionTokens: 0, costUsd: 0 },
      });
    }
  });

  test.each(PICTURE_ENGINES)('%s rejects what is no undamaged picture', async (name) => {
    const whole = await drawn('<circle cx="200" cy="200" r="90" fill="blue"/>', 400);
    const bad: readonly (readonly [string, Uint8Array])[] = [
      ['nothing', new Uint8Array(0)],
      ['text', Buffer.from('this is no picture')],
      ['a truncated PNG', whole.subarray(0, whole.length >> 1)],
      ['a PNG of 60000 x 60000 pixels', withSize(whole, 60_000)],
      ['a PNG with damaged data', damaged(whole)],
    ];
    for (const [what, bytes] of bad) {
      const call = ask(engines.get(name), ENGINE_TASKS[name][0], { images: [bytes] });
      await expect(call.then(() => what)).rejects.toMatchObject({ code: 'EXPERT_REJECTED' });
    }
  });

  test.each(PICTURE_ENGINES)('%s bears tiny, thin and wide pictures', async (name) => {
    for (const [width, height] of [
      [1, 1],
      [3, 2],
      [2000, 1],
      [1, 2000],
      [5000, 20],
    ] as const) {
      const image = await sharp({ create: { width, height, channels: 3, background: '#fff' } })
        .png()
        .toBuffer();
      for (const task of ENGINE_TASKS[name]) {
        expect((await ask(engines.get(name), task, { text: 'circles from A to B', images: [image] })).kind).toBe(
          'cannot',
        );
      }
    }
  });
});

/** The PNG with another width and height in its header (the checksum is put right). */
function withSize(png: Uint8Array, side: number): Uint8Array {
  const copy = Buffer.from(png);
  copy.writeUInt32BE(side, 16);
  copy.writeUInt32BE(side, 20);
  copy.writeUInt32BE(crc32(copy.subarray(12, 29)), 29);
  return copy;
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function damaged(png: Uint8Array): Uint8Array {
  const copy = Buffer.from(png);
  for (let i = 60; i < copy.length - 30; i += 7) copy[i] = copy[i]! ^ 0x5a;
  return copy;
}

describe('aborts', () => {
  const reason = new Error('the activity was cancelled');

  test.each(ENGINE_NAMES)('%s does not begin a call that is aborted already', async (name) => {
    const image = await drawn('<text x="50" y="200" font-size="60">Word</text>');
    const call = ask(engines.get(name), ENGINE_TASKS[name][0], {
      text: '1 + 1',
      images: [image],
      signal: AbortSignal.abort(reason),
    });
    await expect(call).rejects.toBe(reason);
  });

  test('a picture being measured is given up at once, and the next call is answered', async () => {
    const [picture] = ownPictures('olympic-shapes', 1, 2);
    const abort = new AbortController();
    const call = ask(engines.get('raster'), 'shape-count', {
      text: 'How many circles?',
      images: [picture!.image],
      signal: abort.signal,
    });
    const used = processorTime();
    setTimeout(() => abort.abort(reason), 30);
    await expect(call).rejects.toBe(reason);
    expect(used()).toBeLessThan(5_000);
    const next = await ask(engines.get('raster'), 'shape-count', { text: picture!.question, images: [picture!.image] });
    expect(next).toMatchObject({ kind: 'answer', text: picture!.truth });
  });

  test('a call that waits for a slot leaves the queue when it is aborted, and nobody loses a turn', async () => {
    const slots = createSlots(1);
    const idle = new AbortController().signal;
    await slots.take(idle);
    const abort = new AbortController();
    const leaving = slots.take(abort.signal);
    const staying = slots.take(idle);
    abort.abort(reason);
    await expect(leaving).rejects.toBe(reason);
    slots.give();
    await staying;
    slots.give();
    await slots.take(idle);
  });
});

describe('threads', () => {
  test('eight pictures at once leave the event loop free', async () => {
    const pictures = ownPictures('olympic-shapes', 8, 9);
    // The first call starts the threads.
    await ask(engines.get('raster'), 'shape-count', { text: 'How many circles?', images: [pictures[0]!.image] });
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 5);
    const replies = await inTurns(pictures, 8, ({ question, image }) =>
      ask(engines.get('raster'), 'shape-count', { text: question, images: [image] }),
    );
    clearInterval(ticking);
    expect(replies.map((reply) => reply.kind)).toEqual(pictures.map(() => 'answer'));
    // The work takes a second or more: done on the event loop, it would leave a turn or so between two pictures.
    expect(turns).toBeGreaterThan(3 * pictures.length);
  });

  test('an engine may be closed before any call, twice, and called again afterwards', async () => {
    const engine = createEngine('quickjs');
    await engine.close();
    await engine.close();
    expect(await ask(engine, 'run', { text: '6 * 7' })).toMatchObject({ text: '42' });
    await engine.close();
    expect(await ask(engine, 'run', { text: '6 * 8' })).toMatchObject({ text: '48' });
    await engine.close();
  });

  test('the same name gives the same engine', () => {
    expect(engines.get('raster')).toBe(engines.get('raster'));
  });
});
