/** The kinds of step that look at pictures: what is asked, and what comes of replies. */
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { inspectImage } from '../../../src/activities/inspect-image.js';
import { STEP_KIND } from '../../../src/activities/steps/index.js';
import type { Answer, StepContext } from '../../../src/activities/steps/step-kind.js';
import { NO_USAGE, type ExpertImage, type ExpertReply, type ExpertRequest } from '../../../src/domain/expert.js';
import type { EndpointModel, Model, SolverStep, StepKind } from '../../../src/domain/registry.js';
import { sha256 } from '../../../src/store/hash.js';
import { endpointModel, engineModel } from '../../support/snapshot.js';
import { rejection, thrownBy } from '../../support/thrown.js';

const ADDRESS = 'http://127.0.0.1:1/v1';
const USAGE = { ...NO_USAGE, calls: 1, promptTokens: 7 };

async function image(width: number, height: number, background = '#5a8'): Promise<ExpertImage> {
  const bytes = await sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
  const ref = { sha256: sha256(bytes), bytes: bytes.length, ...(await inspectImage(bytes, 'x')) };
  return { bytes, ref };
}

function stepOf(kind: StepKind, fields: Partial<SolverStep> = {}): SolverStep {
  const step = { id: 'x', needs: [], template: '', system: '', task: '', params: {}, images: ['task'] } as const;
  return { ...step, kind, optional: false, each: 'task', ...fields };
}

interface Setting {
  readonly model?: Model;
  readonly step?: Partial<SolverStep>;
  readonly images?: readonly ExpertImage[];
}

async function contextOf(kind: StepKind, { model, step, images }: Setting): Promise<StepContext> {
  return {
    step: stepOf(kind, step),
    model: model ?? endpointModel('Eye', ADDRESS),
    images: images ?? [await image(640, 480)],
    steps: {},
  };
}

async function asked(kind: StepKind, setting: Setting = {}): Promise<ExpertRequest> {
  const context = await contextOf(kind, setting);
  const request = { task: '', params: {}, text: 'Find it.', system: '', seed: 0, signal: new AbortController().signal };
  return STEP_KIND[kind].prepare({ ...request, model: context.model, images: context.images }, context);
}

async function read(kind: StepKind, text: string, setting: Setting = {}): Promise<ExpertReply> {
  const reply: Answer = {
    kind: 'answer',
    text,
    confidence: undefined,
    data: { kept: 1 },
    images: [],
    reasoning: 'r',
    usage: USAGE,
  };
  return STEP_KIND[kind].read(reply, await contextOf(kind, setting));
}

async function sizesOf(reply: ExpertReply): Promise<string[]> {
  const images = reply.kind === 'answer' ? reply.images : [];
  return Promise.all(
    images.map(async (bytes) => {
      const { format, width, height } = await sharp(bytes).metadata();
      return `${format} ${width} x ${height}`;
    }),
  );
}

describe('detect', () => {
  const reply =
    '```json\n[{"bbox_2d": [10, 20, 110, 220], "label": "man\'s hat"}, {"bbox_2d": [300, 5, 5, 90], "label": "dog"}]\n```';

  test('asks for the form that is read, in the space of the card', async () => {
    const pixel = await asked('detect', { step: { params: { target: 'hats' } } });
    expect(pixel.text).toMatch(/^Find it\.\n\nLook for: hats\n\nReply with a JSON list/);
    expect(pixel.text).toContain('whole pixels of the image');
    expect(pixel.text).toContain('Image 1: 640 x 480 pixels.');
    const mille = await asked('detect', {
      model: endpointModel('Eye', ADDRESS, { boxes: 'per-mille' }),
      images: [await image(9, 9), await image(9, 9)],
    });
    expect(mille.text).toContain('0 to 1000');
    expect(mille.text).toContain('"image": number of the image from 1');
    expect(mille.text).not.toContain('9 x 9');
  });

  test.each([
    ['How many people carry umbrellas?', 'these are named: person, umbrella. Find every'],
    ['How many knives, mice and sandwiches are on the tables?', 'named: knife, sandwich, dining table, mouse. Find'],
    ['Count the hot dogs.', 'named: hot dog. Find'],
    ['How many dogs watch the hot dog?', 'named: dog, hot dog. Find'],
    ['How many lanterns are lit?', 'with its class: person, bicycle, car,'],
    ['How many cartons are scarred?', 'with its class: person, bicycle, car,'],
  ])('a detector of 80 classes is told which of them "%s" names', async (text, expected) => {
    const model = endpointModel('Eye', ADDRESS, { detects: 'coco-80' });
    const request = await asked('detect', { model, step: { params: { target: text } } });
    expect(request.text).toContain(`Look for: ${text}\n\n`);
    expect(request.text).toContain(expected);
    expect((await asked('detect', { step: { params: { target: text } } })).text).not.toContain('COCO');
  });

  test('sizes are those in which a picture is sent', async () => {
    const card = endpointModel('Eye', ADDRESS);
    const model: EndpointModel = { ...card, images: { ...card.images, maxSide: 320 } };
    expect((await asked('detect', { model })).text).toContain('Image 1: 320 x 240 pixels.');
    expect(await read('detect', reply, { model })).toMatchObject({
      data: { boxes: [{ box: [20, 40, 220, 440] }, { box: [10, 10, 600, 180] }] },
    });
  });

  test('gives boxes in words and as data, and keeps what the call cost', async () => {
    expect(await read('detect', reply)).toEqual({
      kind: 'answer',
      text:
        '2 boxes, (left, top)-(right, bottom) in an image of 640 x 480 pixels:\n' +
        "1. man's hat at (10, 20)-(110, 220)\n2. dog at (5, 5)-(300, 90)",
      confidence: undefined,
      data: {
        kept: 1,
        boxes: [
          { image: 1, label: "man's hat", box: [10, 20, 110, 220] },
          { image: 1, label: 'dog', box: [5, 5, 300, 90] },
        ],
        rejected: 0,
      },
      images: [],
      reasoning: 'r',
      usage: USAGE,
    });
  });

  test('draws the boxes when the step says so, on each image that has some', async () => {
    const images = [await image(640, 480), await image(50, 60), await image(30, 20)];
    const text = '[{"image": 1, "bbox": [1,2,300,400], "label": "a"}, {"image": 3, "bbox": [1,2,9,9], "score": 0.5}]';
    const found = await read('detect', text, { images, step: { params: { draw: true } } });
    expect(await sizesOf(found)).toEqual(['png 640 x 480', 'png 30 x 20']);
    expect(found.kind === 'answer' && found.text).toBe(
      'Image 1: 1 box, (left, top)-(right, bottom) in an image of 640 x 480 pixels:\n1. a at (1, 2)-(300, 400)\n\n' +
        'Image 2: nothing was found\n\n' +
        'Image 3: 1 box, (left, top)-(right, bottom) in an image of 30 x 20 pixels:\n1. an object at (1, 2)-(9, 9), 50 % sure',
    );
    expect(await sizesOf(await read('detect', '[]', { step: { params: { draw: true } } }))).toEqual([]);
  });

  test('what is no list of boxes is malformed', async () => {
    expect((await rejection(read('detect', 'There are two.'))).code).toBe('EXPERT_MALFORMED');
  });

  test('a local engine is asked and read as it is', async () => {
    const model = engineModel('Local');
    expect((await asked('detect', { model })).text).toBe('Find it.');
    expect(await read('detect', 'anything', { model })).toMatchObject({ text: 'anything', data: { kept: 1 } });
  });
});

describe('zoom', () => {
  const call = (inner: string): string => `<tool_call>{"name": "image_zoom_in", "arguments": {${inner}}}</tool_call>`;

  test('declares the function, unless the solver has a system message of its own', async () => {
    const request = await asked('zoom', { step: { params: { target: 'the sign' } } });
    expect(request.system).toContain('"name":"image_zoom_in"');
    expect(request.text).toBe('Find it.\n\nLook for: the sign\n\nImage 1: 640 x 480 pixels.');
    const context = await contextOf('zoom', {});
    const own = { ...request, system: 'Mine.' };
    expect((await STEP_KIND.zoom.prepare(own, context)).system).toBe('Mine.');
  });

  test('cuts the region out at native resolution', async () => {
    const cut = await read('zoom', call('"bbox_2d": [100, 100, 500, 300], "label": "sign"'));
    expect(await sizesOf(cut)).toEqual(['png 440 x 240']);
    expect(cut).toMatchObject({
      kind: 'answer',
      text: 'the region (80, 80)-(520, 320) of 640 x 480 pixels (sign), at its full size',
      data: { kept: 1, regions: [{ image: 1, box: [80, 80, 520, 320], scale: 1, label: 'sign' }] },
      usage: USAGE,
    });
  });

  test('considers all images of a task', async () => {
    const images = [await image(640, 480), await image(100, 100)];
    const cut = await read('zoom', call('"image": 2, "bbox_2d": [0, 0, 30, 30]'), { images });
    expect(cut).toMatchObject({ data: { regions: [{ image: 2, box: [0, 0, 56, 56] }] } });
    expect(cut.kind === 'answer' && cut.text).toMatch(/^Image 2: the region/);
    expect(await sizesOf(cut)).toEqual(['png 448 x 448']);
    const unclear = await read('zoom', call('"bbox_2d": [0, 0, 30, 30]'), { images });
    expect(unclear).toMatchObject({
      kind: 'cannot',
      reason: expect.stringContaining('which of the 2 images'),
      usage: USAGE,
    });
  });

  test('in a call for one image, its copies with boxes drawn mean the image itself', async () => {
    const images = [await image(640, 480, '#112233'), await image(640, 480, '#ff0000')];
    const step = { each: 'image', images: ['task', 'found'] } as const;
    for (const name of ['', '"image": 2, ']) {
      const cut = await read('zoom', call(`${name}"bbox_2d": [0, 0, 600, 400]`), { images, step });
      const png = cut.kind === 'answer' ? cut.images[0] : undefined;
      const { dominant } = await sharp(png).stats();
      expect(dominant.r).toBeLessThan(64);
    }
  });

  test.each([
    ['it declines', 'All is plain. <answer>none</answer>', /Eye: it saw no need to look closer\./],
    ['the region is empty', call('"bbox_2d": [5, 5, 5, 5]'), /no extent/],
  ])('where %s, it can not', async (_, text, reason) => {
    expect(await read('zoom', text)).toEqual({ kind: 'cannot', reason: expect.stringMatching(reason), usage: USAGE });
  });

  test('a broken call is malformed', async () => {
    expect((await rejection(read('zoom', '<tool_call>{"name": "image_zoom_in"'))).code).toBe('EXPERT_MALFORMED');
  });

  test('a local engine is asked and read as it is', async () => {
    const model = engineModel('Local');
    expect((await asked('zoom', { model })).system).toBe('');
    expect(await read('zoom', 'anything', { model })).toMatchObject({ text: 'anything' });
  });
});

describe.each(['ocr', 'caption'] as const)('%s', (kind) => {
  test.each([
    ['  Hello\nworld \n', 'Hello\nworld'],
    ['```markdown\n# Title\ntext\n```', '# Title\ntext'],
    ['```\n12,50\n```', '12,50'],
    ['Before\n```\ncode\n```', 'Before\n```\ncode\n```'],
    ['```\na\n```\nand\n```\nb\n```', '```\na\n```\nand\n```\nb\n```'],
  ])('%j is the text %j', async (text, expected) => {
    expect(await read(kind, text)).toMatchObject({ kind: 'answer', text: expected, usage: USAGE });
  });

  test('nothing is no error', async () => {
    expect((await asked(kind)).mayBeEmpty).toBe(true);
    for (const text of ['', ' \n', '```\n\n```']) {
      expect(await read(kind, text)).toMatchObject({ kind: 'cannot', usage: USAGE });
    }
  });

  test('a local engine is asked and read as it is', async () => {
    const model = engineModel('Local');
    expect((await asked(kind, { model })).mayBeEmpty).toBeUndefined();
    expect(await read(kind, ' as it is ', { model })).toMatchObject({ text: ' as it is ' });
  });
});

describe('run-code', () => {
  test('takes the tests from the step that is named', async () => {
    const context = await contextOf('run-code', { step: { params: { tests: 'expect', language: 'python' } } });
    const item = { text: 'assert f()', confidence: undefined, data: {} };
    const request = await asked('run-code');
    const steps = { expect: { ...item, items: [item] } };
    const prepared = await STEP_KIND['run-code'].prepare(
      { ...request, params: context.step.params },
      { ...context, steps },
    );
    expect(prepared.params).toEqual({ tests: 'assert f()', language: 'python' });
    expect(thrownBy(() => STEP_KIND['run-code'].prepare(request, context)).code).toBe('INTERNAL');
  });

  test('without any, the program is left as it is', async () => {
    expect((await asked('run-code')).params).toEqual({});
  });
});
