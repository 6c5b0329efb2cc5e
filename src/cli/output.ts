/** @module The one place that writes to the terminal: text for people, or JSON for programs, never both on stdout. */
import picocolors from 'picocolors';

export type Colors = ReturnType<typeof picocolors.createColors>;

export interface Output {
  /** JSON is wanted: stdout holds nothing else. */
  readonly json: boolean;
  /** Someone watches stderr on a terminal. */
  readonly interactive: boolean;
  /** For what {@link Output.print} writes. */
  readonly colors: Colors;
  /** For what {@link Output.note} and {@link Output.status} write. */
  readonly noteColors: Colors;
  /** A line (or several) for people, on stdout; nothing when JSON is wanted. */
  print(text?: string): void;
  /** A value on one line of stdout when JSON is wanted; else nothing. */
  emit(value: object): void;
  /** Raw text on stdout whatever is wanted: logs. */
  write(text: string): void;
  /** What is going on, on stderr. */
  note(text: string): void;
  /** The same, in one line that the next one replaces; only on a terminal. `''` clears it. */
  status(text: string): void;
}

export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface OutputOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly json: boolean;
}

const ERASE_LINE = '\r\u001b[2K';

export function createOutput({ stdout, stderr, env, json }: OutputOptions): Output {
  const interactive = stderr.isTTY === true;
  let statusShown = false;
  const clearStatus = (): void => {
    if (statusShown) stderr.write(ERASE_LINE);
    statusShown = false;
  };
  const toStdout = (text: string): void => {
    clearStatus();
    stdout.write(text);
  };
  return {
    json,
    interactive,
    colors: picocolors.createColors(wantsColor(stdout, env)),
    noteColors: picocolors.createColors(wantsColor(stderr, env)),
    print: (text = '') => {
      if (!json) toStdout(`${text}\n`);
    },
    emit: (value) => {
      if (json) toStdout(`${JSON.stringify(value)}\n`);
    },
    write: toStdout,
    note: (text) => {
      clearStatus();
      stderr.write(`${text}\n`);
    },
    status: (text) => {
      if (!interactive) return;
      clearStatus();
      if (text === '') return;
      stderr.write(text.slice(0, Math.max(20, (stderr.columns ?? 80) - 1)));
      statusShown = true;
    },
  };
}

/** https://no-color.org: set to anything but the empty text, it means no. */
function wantsColor(stream: OutputStream, env: OutputOptions['env']): boolean {
  return stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

/** C0 and C1 controls but tab and newline. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text of models and files as a terminal may show it: without characters that move the cursor or change colours. */
export function printable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROLS, '');
}
