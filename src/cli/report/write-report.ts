/** @module A report to files: HTML, JSON or Markdown, by the name's ending. */
import { extname, resolve } from 'node:path';
import { MaestroError } from '../../domain/errors.js';
import type { Section } from '../../report/document.js';
import { drawPicture } from '../../report/draw.js';
import { toHtml } from '../../report/html.js';
import { toMarkdown } from '../../report/markdown.js';
import { writeJsonWhole, writeWhole } from '../atomic-file.js';
import type { Context } from '../command.js';

const FORMATS = ['.html', '.json', '.md'];

/** @throws MaestroError INVALID_INPUT for another ending: before anything is read */
export function checkOutputs(files: readonly string[]): void {
  const wrong = files.find((file) => !FORMATS.includes(extname(file).toLowerCase()));
  if (wrong !== undefined)
    throw new MaestroError(
      'INVALID_INPUT',
      `--out: ${wrong} ends in none of ${FORMATS.join(', ')}, which say what to write.`,
    );
}

/** Every figure of a report: what its JSON holds. */
export interface ReportFigures {
  readonly title: string;
  readonly made_at: string;
}

/** Writes the files, or with none the Markdown to the terminal. @throws MaestroError STORE_UNAVAILABLE */
export async function writeReport(
  context: Context,
  report: ReportFigures,
  sections: readonly Section[],
  files: readonly string[],
): Promise<void> {
  const { out, cwd } = context;
  const paths = files.map((file) => resolve(cwd, file));
  const { title, made_at: madeAt } = report;
  const markdown = (): string => toMarkdown(title, madeAt, sections);
  const writeOne = (path: string): Promise<void> => {
    switch (extname(path).toLowerCase()) {
      case '.json':
        return writeJsonWhole(path, report);
      case '.md':
        return writeWhole(path, markdown());
      default:
        return writeWhole(path, toHtml(title, madeAt, sections, drawPicture));
    }
  };
  for (const path of paths) await writeOne(path);
  out.emit({ ...report, out: paths });
  if (paths.length === 0) out.print(markdown());
  for (const path of paths) out.print(`Report written to ${path}`);
}
