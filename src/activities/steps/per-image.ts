/** @module One text for each image of a call, as one. */

/** `Image 1: ...`, where there are several. */
export function perImage(texts: readonly string[]): string {
  return texts.length === 1 ? (texts[0] ?? '') : texts.map((text, index) => `Image ${index + 1}: ${text}`).join('\n\n');
}
