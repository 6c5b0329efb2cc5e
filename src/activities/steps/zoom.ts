/** @module `zoom`: a model names the region that is worth a closer look, and it is cut out of the stored image. */
import { MaestroError } from '../../domain/errors.js';
import type { ExpertImage, ExpertReply } from '../../domain/expert.js';
import type { EndpointModel } from '../../domain/registry.js';
import { boxData, boxText, shownImage } from '../../experts/vision/box.js';
import { cropImage } from '../../experts/vision/crop.js';
import { readZoomReply, type Region } from '../../experts/vision/zoom-reply.js';
import { imageSizesText, zoomSystemText } from '../../experts/vision/zoom-request.js';
import { PLAIN, type Answer, type StepContext, type StepKind } from './step-kind.js';

/**
 * An image for each region, and what it is in words; `data.regions`: `image` (from 1 among those of the call), `box` (what was cut
 * out: left, top, right, bottom; pixels of the stored image), `scale` and `label`. `cannot` when the model sees no need.
 */
export const zoom: StepKind = {
  prepare: (request, { step, model, images }) => {
    if (model.provider === 'engine') return PLAIN.prepare(request);
    const target = typeof step.params['target'] === 'string' ? `Look for: ${step.params['target']}` : '';
    const sizes = imageSizesText(images.map(({ ref }) => shownImage(ref, model.images.maxSide).shown));
    return Promise.resolve({
      ...request,
      system: request.system === '' ? zoomSystemText(model.boxes) : request.system,
      text: [request.text, target, sizes].filter((part) => part !== '').join('\n\n'),
    });
  },
  read: (reply, context) => {
    const { model } = context;
    return model.provider === 'engine' ? PLAIN.read(reply) : readRegions(reply, model, context);
  },
};

async function readRegions(reply: Answer, model: EndpointModel, context: StepContext): Promise<ExpertReply> {
  const { step, images } = context;
  // A call for one image of the task shows further pictures of it, e.g. with boxes drawn: the first one is meant.
  const isOne = images.length === 1 || (step.each === 'image' && step.images[0] === 'task');
  const read = readZoomReply(reply.text, {
    space: model.boxes,
    images: images.map(({ ref }) => shownImage(ref, model.images.maxSide)),
    unnamed: isOne ? 1 : undefined,
  });
  if (read.kind === 'declined') return { kind: 'cannot', reason: `${model.id}: ${read.reason}.`, usage: reply.usage };
  const crops = await Promise.all(read.regions.map((region) => cut(region, originalOf(region, images, isOne))));
  const isPlain = images.length === 1 || isOne;
  return {
    ...reply,
    text: crops.map((crop) => (isPlain ? crop.text : `Image ${crop.data.image}: ${crop.text}`)).join('\n'),
    data: { ...reply.data, regions: crops.map((crop) => crop.data) },
    images: crops.map((crop) => crop.png),
  };
}

/** Of copies with something drawn on them, the same place of the image itself is cut out. */
function originalOf({ image }: Region, images: readonly ExpertImage[], isOne: boolean): ExpertImage {
  const [first] = images;
  const named = images[image - 1];
  if (first === undefined || named === undefined) throw new MaestroError('INTERNAL', `There is no image ${image}.`);
  const isCopy = isOne && named.ref.width === first.ref.width && named.ref.height === first.ref.height;
  return isCopy ? first : named;
}

async function cut({ image, box, label }: Region, { ref, bytes }: ExpertImage) {
  const { png, region, scale } = await cropImage(bytes, box);
  const enlarged = scale === 1 ? 'at its full size' : `enlarged ${scale} times`;
  const what = label === '' ? '' : ` (${label})`;
  return {
    png,
    text: `the region ${boxText(region)} of ${ref.width} x ${ref.height} pixels${what}, ${enlarged}`,
    data: { image, box: boxData(region), scale, label },
  };
}
