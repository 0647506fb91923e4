// The table of what a colleague's script asks, the two scripts that are written from it, and the reader of their file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Language, Parser } from 'web-tree-sitter';
import { bashScript } from '../../../src/access/asked/bash.ts';
import { powerShellScript } from '../../../src/access/asked/powerShell.ts';
import { pathOf, subjects, variants } from '../../../src/access/asked/questions.ts';
import { kindsByType } from '../../../src/access/estate/kinds.ts';
import { authorization, isAbsence } from '../../../src/access/estate/source.ts';
import { queries } from '../../../src/access/estate/tenant.ts';
import { snapshotKinds as read } from '../../../src/access/snapshot/gather.ts';
import { readSnapshot } from '../../../src/access/snapshot/snapshot.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const scripts = { bash: bashScript('1.2.3'), PowerShell: powerShellScript('1.2.3') };
/** A text as it is quoted in single quotes, whose own single quote is written otherwise in each shell. */
const flat = (text: string) => text.replaceAll(/'\\''|''/g, "'");

for (const [shell, script] of Object.entries(scripts)) {
  test(`the script for ${shell} asks Resource Graph for every kind of resource that a live reading asks for`, () => {
    for (const query of Object.values(queries)) assert.ok(flat(script).includes(JSON.stringify(query)), query);
    for (const type of Object.keys(kindsByType)) assert.ok(flat(script).includes(`'${type}'`), type);
  });

  test(`the script for ${shell} asks every question of the table`, () => {
    for (const { questions } of subjects)
      for (const question of questions)
        for (const variant of variants(question)) {
          const [before = '', after = ''] = pathOf(question, '\0').split('\0');
          for (const part of [before, after + (shell === 'bash' ? '' : variant), variant, question.keep ?? ''])
            assert.ok(flat(script).includes(part), part);
        }
    for (const what of Object.keys(authorization)) assert.ok(script.includes(`/Microsoft.Authorization/${what}`), what);
  });

  test(`the script for ${shell} asks for no secret, and writes nothing to Azure`, () => {
    assert.doesNotMatch(
      script,
      /listCredentials|listKeys|appsettings|\bsecrets?\/|generateCredentials|connectionstrings/i,
    );
    const verbs = [...script.matchAll(/--method[ ',]+"?\$?(\w+)|words\[2\] = '(\w+)'|method=(\w+)/g)];
    const named = verbs.map(([, one, two, three]) => one ?? two ?? three).filter(verb => verb !== 'method');
    assert.deepEqual(new Set(named), new Set(['get', 'post']));
  });
}

test('no line is longer than what a terminal takes when it is pasted', () => {
  // MAX_CANON of Linux: https://man7.org/linux/man-pages/man3/termios.3.html
  for (const line of Object.values(scripts).flatMap(script => script.split('\n'))) assert.ok(line.length < 4096, line);
});

test('every type that a snapshot has is asked for, as a table or below another resource', () => {
  const tables = new Set([...Object.keys(kindsByType), 'microsoft.network/privatednszones/a']);
  const below = new Set(
    subjects.flatMap(({ of, questions }) =>
      questions.map(question => `${of}/${question.path.split('/').at(-1)}`.toLowerCase()),
    ),
  );
  const missing = read.map(({ type }) => type.toLowerCase()).filter(type => !tables.has(type) && !below.has(type));
  assert.deepEqual(missing, []);
});

test('the script for PowerShell is PowerShell', async () => {
  await Parser.init({ wasmBinary: readFileSync(path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.wasm')) });
  const grammar = path.join(root, 'node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm');
  const parser = new Parser();
  parser.setLanguage(await Language.load(readFileSync(grammar)));
  // This grammar takes the dashes of a bare `--option` for operators, and an @ before a variable's name for an error.
  const plain = scripts.PowerShell.replaceAll(/(?<=\s)--[\w-]+(?=\s)/g, "'$&'").replaceAll('@Words', '$Words');
  const tree = parser.parse(plain.replaceAll('@words', '$words'));
  const faults = tree?.rootNode.descendantsOfType('ERROR').map(node => `${node?.startPosition.row}: ${node?.text}`);
  assert.deepEqual(faults, []);
});

const head = { version: 1, readAt: '2026-11-24T12:00:00Z', cloud: 'AzureCloud', tenant: 't', columns: [], answers: [] };

test('a file in which nothing was answered says so of everything', () => {
  const reading = readSnapshot(JSON.stringify(head), 'access.snapshot.json');
  assert.ok('map' in reading);
  assert.deepEqual(reading.map.gaps, [{ what: '*', scope: '/', why: 'the script did not ask' }]);
});

test('a file that is cut off or that was changed is no snapshot', () => {
  for (const change of [{ answers: [{ asked: 1 }] }, { columns: null }, { cloud: 'Azure' }, { version: 2 }]) {
    const reading = readSnapshot(JSON.stringify({ ...head, ...change }), 'access.snapshot.json');
    assert.ok('problems' in reading);
    assert.match(
      reading.problems[0]?.message ?? '',
      /^access\.snapshot\.json is not the whole file of .*: run its script again$/,
    );
  }
  assert.ok('problems' in readSnapshot(JSON.stringify(head).slice(0, -2), 'x'));
});

test('an object is absent by the code of the source, in the words of a live reading and of az', () => {
  for (const code of ['NotFound', 'ResourceNotFound', 'ResourceGroupNotFound', 'ParentResourceNotFound']) {
    assert.ok(isAbsence(`404 ${code}`), code);
    assert.ok(isAbsence(`Not Found ${code}`), code);
  }
  assert.ok(isAbsence('Not Found Request_ResourceNotFound'));
  // a proxy, a type that the cloud does not know, and a principal that a request names
  for (const why of ['404', 'Not Found ', '404 InvalidResourceType', 'Bad Request PrincipalNotFound', 'no response'])
    assert.ok(!isAbsence(why), why);
});
