/** @module What a zoom model asks for: regions of the images it saw, or nothing. */
import { MaestroError } from '../../domain/errors.js';
import type { BoxSpace } from '../../domain/registry.js';
import { toBox, type Box, type ShownImage } from './box.js';
import { faultOfSpace } from './box-space.js';
import { BOX_KEYS, readWrittenBox, type WrittenBox } from './detection-schema.js';
import { jsonValuesIn } from './json-values.js';

export interface Region {
  /** From 1. */
  readonly image: number;
  readonly box: Box;
  readonly label: string;
}

export type ZoomReply =
  | { readonly kind: 'regions'; readonly regions: readonly Region[] }
  /** An honest no: nothing to enlarge, or nothing that could be. */
  | { readonly kind: 'declined'; readonly reason: string };

/** Regions of one reply that are cut out. */
export const MAX_REGIONS = 4;
/** Characters of a reply that are looked at. */
const MAX_TEXT = 200_000;

/**
 * Reads calls of the zoom function in `<tool_call>` tags (closed, or cut at the tag by a stop string), or as bare JSON. An answer,
 * or prose without a box, declines.
 * @param images what the model was shown, in order
 * @param unnamed the image that a call means which names none, from 1; undefined: such a call declines
 * @throws MaestroError EXPERT_MALFORMED when a call is there and can't be read, names an image that is not there, or is of another
 * coordinate space
 */
export function readZoomReply(
  text: string,
  { space, images, unnamed }: { space: BoxSpace; images: readonly ShownImage[]; unnamed: number | undefined },
): ZoomReply {
  if (text.length > MAX_TEXT) throw malformed(`it has more than ${MAX_TEXT} characters`);
  const wanted = requestsIn(text);
  if (wanted.length === 0) return declined('it saw no need to look closer');
  const regions: Region[] = [];
  for (const request of wanted) {
    const image = request.image ?? unnamed;
    if (image === undefined) return declined(`it did not say which of the ${images.length} images it means`);
    const size = images[image - 1];
    if (size === undefined) throw malformed(`it names image ${image} of ${images.length}`);
    const otherSpace = faultOfSpace(request.corners, space, size);
    if (otherSpace !== undefined) throw malformed(otherSpace);
    const box = toBox(request.corners, space, size);
    if (box !== undefined && regions.length < MAX_REGIONS) regions.push({ image, box, label: request.label });
  }
  return regions.length === 0
    ? declined('the region it named has no extent in the image')
    : { kind: 'regions', regions };
}

const TAG = '<tool_call>';

function requestsIn(text: string): readonly WrittenBox[] {
  const calls = text.split(TAG).slice(1);
  if (calls.length > 0) return calls.flatMap((call) => requestsInCall(call.split('</tool_call>', 1)[0] ?? ''));
  if (/<answer>/i.test(text)) return [];
  const { values, isCut } = jsonValuesIn(text);
  const requests = values.filter(mentionsBox).flatMap(requestsOf);
  if (requests.length === 0 && isCut && text.includes('bbox')) throw malformed('it is cut off in the middle of a box');
  return requests;
}

function requestsInCall(call: string): readonly WrittenBox[] {
  const { values, isCut } = jsonValuesIn(call);
  if (isCut || values.length === 0) throw malformed('its tool call is no whole JSON');
  return values.flatMap(requestsOf);
}

/** Is this JSON about a region at all? Brackets in prose are not. */
function mentionsBox(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(mentionsBox);
  if (!isObject(value)) return false;
  return 'arguments' in value || BOX_KEYS.some((key) => Object.hasOwn(value, key));
}

function requestsOf(value: unknown): readonly WrittenBox[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => requestsOf(item));
  if (!isObject(value)) throw malformed('its tool call is no object');
  if ('arguments' in value) {
    if ('name' in value && !(typeof value.name === 'string' && /zoom|crop/i.test(value.name))) {
      throw malformed('it calls a function that it was not given');
    }
    return requestsOf(argumentsOf(value.arguments));
  }
  if ('bbox_2d' in value && value.bbox_2d === null) return [];
  const box = readWrittenBox(value);
  if (box === undefined) throw malformed('it names no box of four numbers');
  return [box];
}

/** Some servers and models write the arguments as a string that holds JSON. */
function argumentsOf(value: unknown): unknown {
  return typeof value === 'string' ? jsonValuesIn(value).values[0] : value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function declined(reason: string): ZoomReply {
  return { kind: 'declined', reason };
}

function malformed(what: string): MaestroError {
  return new MaestroError('EXPERT_MALFORMED', `The reply of the zoom model can't be read: ${what}.`);
}
