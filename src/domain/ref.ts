/** @module References to content. Workflows carry these; the content itself stays in the blob store. */

/** A blob by the SHA-256 of its bytes (64 hex digits). */
export interface BlobRef {
  readonly sha256: string;
  /** Size in bytes. */
  readonly bytes: number;
}

export const IMAGE_MIMES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const;
export type ImageMime = (typeof IMAGE_MIMES)[number];

/** An image in the blob store. */
export interface ImageRef extends BlobRef {
  readonly mime: ImageMime;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
