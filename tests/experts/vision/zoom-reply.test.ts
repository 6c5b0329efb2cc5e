/** Zoom models' replies: calls in tags or as bare JSON, refusals, and what can't be read. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MaestroError } from '../../../src/domain/errors.js';
import type { BoxSpace } from '../../../src/domain/registry.js';
import { shownImage, type ShownImage } from '../../../src/experts/vision/box.js';
import { MAX_REGIONS, readZoomReply, type ZoomReply } from '../../../src/experts/vision/zoom-reply.js';
import { imageSizesText, zoomSystemText } from '../../../src/experts/vision/zoom-request.js';
import { thrownBy } from '../../support/thrown.js';

const ONE = [shownImage({ width: 640, height: 480 }, 10_000)];
const TWO = [...ONE, shownImage({ width: 100, height: 100 }, 10_000)];

function read(text: string, space: BoxSpace, images: readonly ShownImage[]): ZoomReply {
  return readZoomReply(text, { space, images, unnamed: images.length === 1 ? 1 : undefined });
}

function shown(reply: ZoomReply): string[] | string {
  if (reply.kind === 'declined') return reply.reason;
  return reply.regions.map(({ image, label, box }) =>
    [image, label, box.left, box.top, box.right, box.bottom].filter((part) => part !== '').join(' '),
  );
}

const call = (inner: string): string => `<tool_call>\n${inner}\n</tool_call>`;

describe('a region', () => {
  test.each([
    ['a call', call('{"name": "image_zoom_in", "arguments": {"bbox_2d": [10, 20, 110, 220]}}')],
    [
      'a call cut at its stop string',
      '<tool_call>{"name": "image_zoom_in", "arguments": {"bbox_2d": [10, 20, 110, 220]}}',
    ],
    [
      'a call by its trained name',
      `Let me look.${call('{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [10, 20, 110, 220]}}')}`,
    ],
    ['arguments as text', call('{"name": "image_zoom_in", "arguments": "{\\"bbox_2d\\": [10, 20, 110, 220]}"}')],
    ['single quotes', call("{'name': 'image_zoom_in', 'arguments': {'bbox_2d': [10, 20, 110, 220]}}")],
    ['only arguments', call('{"bbox_2d": [10, 20, 110, 220]}')],
    ['bare JSON', 'The sign is small. {"bbox_2d": [10, 20, 110, 220]}'],
    ['fenced JSON', '```json\n[{"bbox_2d": [10, 20, 110, 220]}]\n```'],
    ['corners out of order', call('{"arguments": {"bbox_2d": [110, 220, 10, 20]}}')],
  ])('%s', (_, text) => {
    expect(shown(read(text, 'pixel', ONE))).toEqual(['1 10 20 110 220']);
  });

  test('keeps its label, apostrophes and all', () => {
    const text = call(
      '{"name": "image_zoom_in", "arguments": {"bbox_2d": [1, 2, 3, 4], "label": "the driver\'s hat"}}',
    );
    expect(shown(read(text, 'pixel', ONE))).toEqual(["1 the driver's hat 1 2 3 4"]);
  });

  test('in the declared space, cut to the image', () => {
    const text = call('{"arguments": {"bbox_2d": [500, 500, 1090, 1100]}}');
    expect(shown(read(text, 'per-mille', ONE))).toEqual(['1 320 240 640 480']);
    expect(shown(read(call('{"arguments": {"bbox_2d": [500, 400, 700, 500]}}'), 'pixel', ONE))).toEqual([
      '1 500 400 640 480',
    ]);
  });

  test('several calls give several regions, at most four', () => {
    const calls = [1, 2, 3, 4, 5, 6].map((n) => call(`{"arguments": {"bbox_2d": [0, 0, ${n}, ${n}]}}`)).join('\n');
    expect(shown(read(calls, 'pixel', ONE))).toHaveLength(MAX_REGIONS);
  });
});

describe('several images', () => {
  test('each may be named, from 1 or as img_idx from 0', () => {
    const text =
      call('{"arguments": {"image": 2, "bbox_2d": [1, 2, 3, 4]}}') +
      call('{"arguments": {"img_idx": 0, "bbox_2d": [5, 6, 7, 8]}}');
    expect(shown(read(text, 'pixel', TWO))).toEqual(['2 1 2 3 4', '1 5 6 7 8']);
  });

  test('a region that could be in any of them declines', () => {
    expect(shown(read(call('{"arguments": {"bbox_2d": [1, 2, 3, 4]}}'), 'pixel', TWO))).toBe(
      'it did not say which of the 2 images it means',
    );
  });
});

test('a call that names no image may mean a certain one', () => {
  const text = call('{"arguments": {"bbox_2d": [1, 2, 3, 4]}}');
  expect(shown(readZoomReply(text, { space: 'pixel', images: TWO, unnamed: 2 }))).toEqual(['2 1 2 3 4']);
});

describe('declining', () => {
  test.each([
    ['an answer', '<answer>none</answer>', /no need/],
    ['an answer that quotes a box', '<answer>{"bbox_2d": [1, 2, 3, 4]} is the car</answer>', /no need/],
    ['prose', 'Everything is plain to see [see above].', /no need/],
    ['nothing', '', /no need/],
    ['a box of null', '{"bbox_2d": null}', /no need/],
    ['an empty region', call('{"arguments": {"bbox_2d": [5, 5, 5, 9]}}'), /no extent/],
    ['a region outside', call('{"arguments": {"bbox_2d": [650, 5, 700, 9]}}'), /no extent/],
    ['JSON of something else', '{"answer": 5}', /no need/],
  ])('%s', (_, text, reason) => {
    expect(shown(read(text, 'pixel', ONE))).toMatch(reason);
  });
});

describe('what is malformed', () => {
  test.each([
    ['a call that is cut', '<tool_call>{"name": "image_zoom_in", "arguments": {"bbox_2d": [10,'],
    ['a call without JSON', call('zoom please')],
    ['code', call('{"bbox_2d": [1, 2, 3, __import__("os").getpid()]}')],
    ['another function', call('{"name": "delete_file", "arguments": {"bbox_2d": [1, 2, 3, 4]}}')],
    ['three numbers', call('{"arguments": {"bbox_2d": [1, 2, 3]}}')],
    ['no arguments', call('{"name": "image_zoom_in", "arguments": null}')],
    ['arguments of prose', call('{"name": "image_zoom_in", "arguments": "the hat"}')],
    ['an image that is not there', call('{"arguments": {"image": 2, "bbox_2d": [1, 2, 3, 4]}}')],
    ['bare JSON that is cut', '{"bbox_2d": [10, 20'],
    ['a region of another space', call('{"arguments": {"bbox_2d": [700, 5, 900, 9]}}')],
    ['deep nesting', call('['.repeat(10_000) + ']'.repeat(10_000))],
  ])('%s', (_, text) => {
    expect(thrownBy(() => read(text, 'pixel', ONE)).code).toBe('EXPERT_MALFORMED');
  });
});

test('any text gives regions inside their images, declines, or is malformed', () => {
  const box = fc.oneof(
    fc.array(fc.oneof(fc.double(), fc.integer({ min: -10, max: 700 })), { maxLength: 5 }),
    fc.jsonValue(),
  );
  const request = fc.record(
    { bbox_2d: box, image: fc.integer({ min: 0, max: 3 }), label: fc.string() },
    { requiredKeys: ['bbox_2d'] },
  );
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    request.map((value) => JSON.stringify(value)),
    fc
      .tuple(fc.string(), request)
      .map(([name, value]) => `<tool_call>${JSON.stringify({ name: `zoom${name}`, arguments: value })}`),
    fc.tuple(fc.json(), fc.nat()).map(([json, at]) => `<tool_call>${json.slice(0, at % (json.length + 1))}`),
  );
  fc.assert(
    fc.property(text, fc.constantFrom('pixel', 'per-mille', 'unit' as const), (reply, space) => {
      let found: ZoomReply;
      try {
        found = read(reply, space, TWO);
      } catch (error) {
        expect(error instanceof MaestroError && error.code).toBe('EXPERT_MALFORMED');
        return;
      }
      if (found.kind === 'declined') return;
      for (const { image, box: region } of found.regions) {
        const { width, height } = TWO[image - 1]!;
        expect(0 <= region.left && region.left < region.right && region.right <= width).toBe(true);
        expect(0 <= region.top && region.top < region.bottom && region.bottom <= height).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

describe('what the model is told', () => {
  test('the declaration is JSON and names the space of the card', () => {
    for (const [space, words] of [
      ['pixel', 'whole pixels'],
      ['per-mille', '0 to 1000'],
      ['unit', '0 to 1,'],
    ] as const) {
      const tools = /<tools>\n(.*)\n<\/tools>/.exec(zoomSystemText(space))?.[1] ?? '';
      expect(JSON.parse(tools)).toMatchObject({ type: 'function', function: { name: 'image_zoom_in' } });
      expect(tools).toContain(words);
    }
  });

  test('the sizes of the images', () => {
    expect(imageSizesText(TWO)).toBe('Image 1: 640 x 480 pixels.\nImage 2: 100 x 100 pixels.');
  });
});
