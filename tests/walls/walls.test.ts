/** The walls between rooms, derived again from the sources, apart from ESLint. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { z } from 'zod';
import { productWorkflows } from '../support/workflow-bundle.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SRC = join(ROOT, 'src');
const names = z.array(z.string());
const walls = z
  .object({
    rooms: z.record(z.string(), names),
    typeOnly: z.record(z.string(), names),
    sandboxRooms: names,
    sandboxSafe: names,
    sandboxPackages: names,
  })
  .parse(JSON.parse(readFileSync(join(ROOT, 'tools/walls.json'), 'utf8')));

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
}

/** Static imports, re-exports and dynamic imports of a source file. */
function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(SRC, file), 'utf8'), ts.ScriptTarget.ES2022, true);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const named = node.importClause?.namedBindings;
      const allTypes =
        named !== undefined && ts.isNamedImports(named) && node.importClause?.name === undefined
          ? named.elements.every((element) => element.isTypeOnly)
          : false;
      const typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword || allTypes;
      found.push({ target: node.moduleSpecifier.text, typeOnly });
    }
    if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier !== undefined &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      found.push({ target: node.moduleSpecifier.text, typeOnly: node.isTypeOnly });
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument !== undefined && ts.isStringLiteral(argument))
        found.push({ target: argument.text, typeOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const roomOf = (file: string): string => file.split('/')[0] ?? '';
const isRoomFile = (file: string): boolean => file.includes('/');

test('every folder of src is a room of the table, and every room of the table is a folder', () => {
  const folders = new Set(files.filter(isRoomFile).map(roomOf));
  expect([...folders].sort()).toEqual(Object.keys(walls.rooms).sort());
});

describe.each(Object.keys(walls.rooms))('room %s', (room) => {
  const inRoom = files.filter((file) => isRoomFile(file) && roomOf(file) === room);

  test('imports only the rooms that the table allows', () => {
    const allowed = [room, ...(walls.rooms[room] ?? [])];
    const sandbox = walls.sandboxRooms.includes(room);
    const breaches = inRoom.flatMap((file) =>
      importsOf(file)
        .filter(({ target }) => target.startsWith('.'))
        .map(({ target, typeOnly }) => {
          const to = relative(SRC, resolve(SRC, dirname(file), target)).replace(/\.js$/, '.ts');
          // settings.ts is no room: the roots read it, and the command line is one of them.
          const isFine =
            (isRoomFile(to) && allowed.includes(roomOf(to))) ||
            (typeOnly && (walls.typeOnly[room] ?? []).includes(roomOf(to))) ||
            (sandbox && walls.sandboxSafe.includes(to)) ||
            (room === 'cli' && to === 'settings.ts');
          return isFine ? undefined : `${file} imports ${to}`;
        })
        .filter((breach) => breach !== undefined),
    );
    expect(breaches).toEqual([]);
  });

  test('has no file over 300 lines and none that switches a wall off', () => {
    const faults = inRoom.filter((file) => {
      const text = readFileSync(join(SRC, file), 'utf8');
      return (
        text.split('\n').length > 301 || /eslint-disable[^\n]*(no-restricted-imports|max-lines|no-cycle)/.test(text)
      );
    });
    expect(faults).toEqual([]);
  });
});

test.each(walls.sandboxRooms)('%s holds no package but those of the workflow sandbox', (room) => {
  const packages = room === 'domain' ? [] : walls.sandboxPackages;
  const breaches = files
    .filter((file) => isRoomFile(file) && roomOf(file) === room)
    .flatMap((file) => importsOf(file).map(({ target }) => ({ file, target })))
    .filter(({ target }) => !target.startsWith('.') && !packages.includes(target));
  expect(breaches).toEqual([]);
});

test('the workflow bundle holds our sandbox-safe sources, allowed packages, and little of both', async () => {
  const { workflowBundle } = await productWorkflows();
  const code = readFileSync(workflowBundle.codePath, 'utf8');
  // Webpack names every module by its path.
  const modules = new Set(
    [...code.matchAll(/"(\.{1,2}\/[^"\n]+?\.(?:ts|js|mjs|cjs))"/g)].map((match) => match[1] ?? ''),
  );
  expect(modules.size).toBeGreaterThan(20);
  const ours = [...modules].filter((path) => path.startsWith('./src/') && !path.includes('node_modules'));
  expect(ours).toContain('./src/workflows/rollout.ts');
  const isSafe = (path: string): boolean => {
    const file = path.replace('./src/', '');
    return walls.sandboxRooms.includes(roomOf(file)) || walls.sandboxSafe.includes(file);
  };
  expect(ours.filter((path) => !isSafe(path))).toEqual([]);
  const packages = new Set(
    [...modules]
      .map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1])
      .filter((name) => name !== undefined),
  );
  const unexpected = [...packages].filter((name) => !walls.sandboxPackages.includes(name));
  expect(unexpected).toEqual([]);
  expect(packages).toContain('@temporalio/workflow');
  expect(packages).not.toContain('zod');
  expect(packages).not.toContain('openai');
  expect(code.length).toBeLessThan(1_250_000);
});
