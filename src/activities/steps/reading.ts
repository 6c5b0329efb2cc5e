/** @module `ocr` and `caption`: what an endpoint reads or sees in a picture, as plain text; nothing is no error but a typed "cannot". */
import { fencedBlocks } from '../../domain/code/fences.js';
import { PLAIN, type StepKind } from './step-kind.js';

export const ocr: StepKind = reading('found no text in the picture');
export const caption: StepKind = reading('has nothing to say about the picture');

/** Local engines reply in plain text already, and say themselves when there is none. */
function reading(nothing: string): StepKind {
  return {
    prepare: (request, { model }) =>
      model.provider === 'engine' ? PLAIN.prepare(request) : Promise.resolve({ ...request, mayBeEmpty: true }),
    read: (reply, { model }) => {
      if (model.provider === 'engine') return PLAIN.read(reply);
      const text = unfenced(reply.text);
      const reason = `${model.id} ${nothing}.`;
      return Promise.resolve(text === '' ? { kind: 'cannot', reason, usage: reply.usage } : { ...reply, text });
    },
  };
}

/** Readers put a whole page into a fence now and then; a fence within a text stays. */
function unfenced(text: string): string {
  const trimmed = text.trim();
  const blocks = /^(?:```|~~~)/.test(trimmed) ? fencedBlocks(trimmed) : [];
  const [block] = blocks;
  const isWhole = blocks.length === 1 && /(?:```|~~~)$/.test(trimmed);
  return block !== undefined && isWhole ? block.code.trim() : trimmed;
}
