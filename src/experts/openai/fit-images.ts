/**
 * @module Images as a model's card wants them: as stored where the card takes that; otherwise scaled down to its largest side, in a
 * format that it takes, small enough. Where nothing helps, the request is refused before it is sent.
 */
import type { Sharp } from 'sharp';
import { MaestroError, messageOf } from '../../domain/errors.js';
import type { ImageLimits } from '../../domain/model.js';
import type { EndpointModel } from '../../domain/registry.js';
import type { ImageMime } from '../../domain/ref.js';
import type { ChatImage, ChatMessage } from './chat-types.js';

const MAX_PIXELS = 120_000_000;
/** Ways to make an image smaller without changing its size in pixels, in which boxes are counted. */
const QUALITIES = [90, 75, 60, 40] as const;

type FittedModel = Pick<EndpointModel, 'id' | 'images' | 'modalities'>;

/** The messages with their images made to fit. @throws MaestroError EXPERT_REJECTED, with `data.sent: false` */
export async function fitImages(model: FittedModel, messages: readonly ChatMessage[]): Promise<readonly ChatMessage[]> {
  const count = messages.reduce((sum, message) => sum + imagesOf(message).length, 0);
  if (count === 0) return messages;
  if (!model.modalities.includes('image')) {
    throw refusal(model, `${count} image${count === 1 ? '' : 's'}, it takes none`, 'Ask a model that sees');
  }
  const { maxCount } = model.images;
  if (count > maxCount) {
    throw refusal(model, `${count} images, it takes at most ${maxCount}`, 'Ask about fewer images at a time');
  }
  return Promise.all(
    messages.map(async (message) =>
      message.role === 'user' && imagesOf(message).length > 0
        ? { ...message, images: await Promise.all(imagesOf(message).map((image) => fitOnce(model, image))) }
        : message,
    ),
  );
}

function imagesOf(message: ChatMessage): readonly ChatImage[] {
  return message.role === 'user' ? (message.images ?? []) : [];
}

/** The blob store hands out the same bytes again: they are converted once for as long as they are kept. */
const fitted = new WeakMap<Uint8Array, Map<string, Promise<ChatImage>>>();

function fitOnce(model: FittedModel, image: ChatImage): Promise<ChatImage> {
  if (fits(image, model.images)) return Promise.resolve(image);
  const key = JSON.stringify(model.images);
  const known = fitted.get(image.bytes) ?? new Map<string, Promise<ChatImage>>();
  fitted.set(image.bytes, known);
  const fitting = known.get(key) ?? convert(model, image);
  known.set(key, fitting);
  return fitting;
}

function fits({ mime, bytes, width, height }: ChatImage, { formats, maxBytes, maxSide }: ImageLimits): boolean {
  return formats.includes(mime) && bytes.byteLength <= maxBytes && Math.max(width, height) <= maxSide;
}

async function convert(model: FittedModel, image: ChatImage): Promise<ChatImage> {
  const { formats, maxBytes, maxSide } = model.images;
  const { default: sharp } = await import('sharp');
  const scaled = sharp(image.bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
    .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
    .keepExif();
  let smallest = Infinity;
  for (const { mime, encode } of encodings(image.mime, formats)) {
    const { data, info } = await encode(scaled.clone())
      .toBuffer({ resolveWithObject: true })
      .catch((error: unknown) => {
        throw refusal(model, `an image that can't be converted (${messageOf(error)})`, 'Give an undamaged picture');
      });
    if (data.byteLength <= maxBytes)
      return { mime, bytes: new Uint8Array(data), width: info.width, height: info.height };
    smallest = Math.min(smallest, data.byteLength);
  }
  throw refusal(
    model,
    `an image that is too large: ${smallest} bytes at the least, it takes ${maxBytes}`,
    'Give a smaller picture, or raise images.max_bytes in its card',
  );
}

interface Encoding {
  readonly mime: ImageMime;
  readonly encode: (image: Sharp) => Sharp;
}

/** From the most faithful one on: the image's own format, then what loses nothing, then what loses more and more. */
function encodings(own: ImageMime, formats: readonly ImageMime[]): readonly Encoding[] {
  const lossless: readonly Encoding[] = [
    { mime: 'image/png', encode: (image) => image.png() },
    { mime: 'image/webp', encode: (image) => image.webp({ lossless: true }) },
    { mime: 'image/gif', encode: (image) => image.gif() },
  ];
  const lossy: readonly Encoding[] = QUALITIES.flatMap((quality): readonly Encoding[] => [
    { mime: 'image/jpeg', encode: (image) => image.flatten({ background: '#ffffff' }).jpeg({ quality }) },
    { mime: 'image/webp', encode: (image) => image.webp({ quality }) },
  ]);
  // A photograph only grows without loss.
  const all = own === 'image/jpeg' ? [...lossy, ...lossless] : [...lossless, ...lossy];
  return all.filter(({ mime }) => formats.includes(mime));
}

function refusal({ id }: FittedModel, what: string, advice: string): MaestroError {
  return new MaestroError('EXPERT_REJECTED', `not sent: ${what} (model "${id}"). ${advice}.`, {
    data: { model: id, sent: false },
  });
}
