/** @module `detect`: boxes of objects, in words, as data, and on request drawn into copies of the images. */
import type { EndpointModel, SolverStep } from '../../domain/registry.js';
import { shownImage } from '../../experts/vision/box.js';
import { boxData } from '../../experts/vision/box.js';
import { describeBoxes } from '../../experts/vision/describe-boxes.js';
import { cocoRequest } from '../../experts/vision/coco-classes.js';
import { detectionFormat } from '../../experts/vision/detection-request.js';
import { readDetections, type DetectedBox } from '../../experts/vision/detections.js';
import { drawBoxes } from '../../experts/vision/draw-boxes.js';
import { perImage } from './per-image.js';
import { PLAIN, type Answer, type StepContext, type StepKind } from './step-kind.js';

/**
 * `data.boxes`: for each `image` (from 1 among those of the call), `label`, `box` (left, top, right, bottom; pixels of the stored
 * image) and perhaps `score`. With `params.draw`, an image for each that has boxes.
 */
export const detect: StepKind = {
  prepare: (request, { step, model, images }) => {
    if (model.provider === 'engine') return PLAIN.prepare(request);
    const sizes = images.map(({ ref }) => shownImage(ref, model.images.maxSide).shown);
    const asked = [request.text, targetOf(step)].filter((part) => part !== '').join('\n\n');
    const classes = model.detects === 'coco-80' ? cocoRequest(asked) : '';
    const parts = [asked, classes, detectionFormat(model.boxes, sizes)];
    return Promise.resolve({ ...request, text: parts.filter((part) => part !== '').join('\n\n') });
  },
  read: (reply, context) => {
    const { model } = context;
    return model.provider === 'engine' ? PLAIN.read(reply) : readBoxes(reply, model, context);
  },
};

function targetOf({ params }: SolverStep): string {
  return typeof params['target'] === 'string' ? `Look for: ${params['target']}` : '';
}

async function readBoxes(reply: Answer, model: EndpointModel, { step, images }: StepContext): Promise<Answer> {
  const shown = images.map(({ ref }) => shownImage(ref, model.images.maxSide));
  const { boxes, rejected } = readDetections(reply.text, model.boxes, shown);
  const found = images.map((image, index) => ({ image, boxes: boxes.filter((box) => box.image === index + 1) }));
  const drawn = step.params['draw'] === true ? found.filter((item) => item.boxes.length > 0) : [];
  return {
    ...reply,
    text: perImage(found.map((item) => describeBoxes(item.boxes, item.image.ref))),
    data: { ...reply.data, boxes: boxes.map(boxJson), rejected },
    images: await Promise.all(drawn.map((item) => drawBoxes(item.image.bytes, item.boxes.map(numbered)))),
  };
}

function boxJson({ image, label, box, score }: DetectedBox) {
  return { image, label, box: boxData(box), ...(score === undefined ? {} : { score }) };
}

function numbered({ box, label }: DetectedBox, index: number) {
  return { box, label, number: index + 1 };
}
