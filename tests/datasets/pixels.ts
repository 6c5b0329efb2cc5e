import sharp from 'sharp';

/** Decoded pixels, for tests that look at a picture as a reader of it would. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, row by row. */
  readonly data: Uint8Array;
  /** Red, green, blue of a pixel. */
  at(x: number, y: number): readonly [number, number, number];
}

export async function decodePng(png: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    data,
    at: (x, y) => {
      const offset = (y * info.width + x) * 3;
      return [data[offset]!, data[offset + 1]!, data[offset + 2]!];
    },
  };
}

export type Rgb = readonly [number, number, number];

/** The sizes of the 4-connected regions of pixels for which `inside` holds, largest first. */
export function regions(pixels: Pixels, inside: (r: number, g: number, b: number) => boolean): number[] {
  const { width, height, data } = pixels;
  const open = new Uint8Array(width * height);
  for (let at = 0; at < open.length; at++) {
    open[at] = Number(inside(data[3 * at]!, data[3 * at + 1]!, data[3 * at + 2]!));
  }
  const sizes: number[] = [];
  const stack: number[] = [];
  const visit = (next: number): void => {
    if (open[next] !== 1) return;
    open[next] = 0;
    stack.push(next);
  };
  for (let start = 0; start < open.length; start++) {
    if (open[start] === 0) continue;
    visit(start);
    let size = 0;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      size++;
      const x = at % width;
      if (x > 0) visit(at - 1);
      if (x < width - 1) visit(at + 1);
      visit(at - width);
      visit(at + width);
    }
    sizes.push(size);
  }
  return sizes.sort((a, b) => b - a);
}

export const isWhite = (r: number, g: number, b: number): boolean => r > 250 && g > 250 && b > 250;
export const isInk = (r: number, g: number, b: number): boolean => !isWhite(r, g, b);

/** Squared distance of two colours. */
export function distance(a: Rgb, b: Rgb): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
}

export function rgbOf(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
