/** @module Secrets have no place in registry files: anything that looks like a key is a fault, and is never repeated. */
import { faultAt, formatField, type Fault, type FieldPath } from './fault.js';
import type { YamlDocument, YamlText } from './yaml-document.js';

export const SECRET_ADVICE =
  'looks like a secret, which is not written into the registry: put it into an environment variable and name that in api_key_env';

/** Keys of known makers, JSON web tokens, private keys, authorization headers. */
const KNOWN =
  /\b(?:sk-[\w-]{16,}|(?:ghp|gho|ghs|hf|xai|gsk|nvapi|r8)[_-]\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|eyJ[\w-]{10,}\.[\w-]{10,})|-----BEGIN [A-Z ]*PRIVATE KEY|\bbearer\s+[\w.~+/-]{16,}/gi;
const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
/** Names have separators and few digits; a long run of both letters and digits is chance. */
const RUN = /[A-Za-z0-9]{24,}/g;
const WITHHELD = '(withheld)';
/** The way that a link takes is full of chance as well; what is asked at its end, or who asks, is not. */
const LINK = /\bhttps?:\/\/(?![^\s/]*@)[^\s?#]+/g;
/** A commit or an image's digest says which weights; it opens nothing. */
const DIGEST = /^(?:sha256:)?(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Does a text hold what looks like a key? */
export function looksSecret(text: string): boolean {
  return withholdSecrets(text) !== text;
}

/** A text without what looks like a key. */
export function withholdSecrets(text: string): string {
  return text
    .replace(KNOWN, WITHHELD)
    .replace(UUID, WITHHELD)
    .replace(RUN, (run) => ((run.match(/[0-9]/g) ?? []).length >= 3 && /[A-Za-z]/.test(run) ? WITHHELD : run));
}

/** A fault for each text and comment of a document that looks like a key, unless the text's field is at fault already. */
export function addSecretFaults({ source, value, comments }: YamlDocument, faults: Fault[]): void {
  for (const { path, text } of textsOf(value, [])) {
    if (path.at(-1) === 'revision' && DIGEST.test(text)) continue;
    if (!looksSecret(text)) continue;
    const field = formatField(path);
    if (!faults.some((fault) => fault.file === source.file && fault.field === field))
      faults.push(faultAt(source, path, SECRET_ADVICE));
  }
  for (const { line, text } of comments()) {
    const revision = /^#[#\s]*revision:\s*(\S+)\s*$/.exec(text)?.[1];
    if (revision !== undefined && DIGEST.test(revision)) continue;
    if (looksSecret(text.replace(LINK, '')))
      faults.push({ file: source.file, line, field: '(comment)', message: SECRET_ADVICE });
  }
}

/** A fault for each line of a file's prose that looks like a key. */
export function addSecretsOfProse({ file, text, firstLine }: YamlText, faults: Fault[]): void {
  for (const [index, line] of text.split('\n').entries())
    if (looksSecret(line.replace(LINK, '')))
      faults.push({ file, line: firstLine + index, field: '(prose)', message: SECRET_ADVICE });
}

interface FoundText {
  readonly path: FieldPath;
  readonly text: string;
}

function textsOf(value: unknown, path: FieldPath): readonly FoundText[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => textsOf(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsOf(item, [...path, key]));
}
