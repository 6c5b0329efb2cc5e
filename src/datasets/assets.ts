/** @module Files shipped beside the code. `assets/` lies two folders above both `src/datasets/` and `dist/datasets/`. */
import { fileURLToPath } from 'node:url';

/** Absolute path of a shipped file, e.g. `assetPath('fonts', 'Lora-Regular.ttf')`. */
export function assetPath(...parts: readonly string[]): string {
  return fileURLToPath(new URL(['../../assets', ...parts].join('/'), import.meta.url));
}
