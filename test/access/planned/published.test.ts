// Modules of public registries: which versions are known, and where what they make is shown.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { codeIn } from '../../../src/read/infrastructure/published/published.ts';
import { rangeIn } from '../../../src/read/infrastructure/published/versions.ts';
import { judged, workspaces } from './planned.ts';

const fixtures = workspaces(path.join(import.meta.dirname, 'fixtures'));

test('a constraint is a range where it ends', () => {
  const range = (text: string) => {
    const found = rangeIn(text);
    return found && `${found.from.join('.')} to ${found.below.join('.')}`;
  };
  assert.equal(range('9.4.1'), '9.4.1 to 9.4.2');
  assert.equal(range('= 9.4'), '9.4 to 9.4.1');
  assert.equal(range('~> 9.4'), '9.4 to 10');
  assert.equal(range('~> 9.4.1'), '9.4.1 to 9.5');
  assert.equal(range('>= 9.0, < 10.0'), '9.0 to 10.0');
  assert.equal(range('> 9.0, <= 9.4'), '9.0.1 to 9.4.1');
  for (const open of ['~> 9', '>= 9.0', '', 'main', '1.0.0-beta', '!= 9.1']) assert.equal(range(open), undefined, open);
});

test('a range that is open to code that differs, or to versions that nobody has looked at, is of no module', () => {
  const module = {
    address: '',
    ignored: '',
    versions: [
      { from: '0.2.0', code: 'old' },
      { from: '0.8.0', code: 'new' },
    ],
    below: '0.8.2',
  };
  const code = (constraint: string) => {
    const range = rangeIn(constraint);
    return range && codeIn(module, range);
  };
  assert.equal(code('0.2.0'), 'old');
  assert.equal(code('~> 0.4.0'), 'old');
  assert.equal(code('0.8.1'), 'new');
  assert.equal(code('~> 0.8'), 'new');
  for (const none of ['0.1.9', '~> 0.4', '0.8.2', '0.9.0', '~> 1.0', '>= 0.8.0, < 2.0.0'])
    assert.equal(code(none), undefined, none);
});

test('what a module of a registry makes is shown at its call, and its code is no file of the workspace', () => {
  for (const [fixture, file, line] of [
    ['bicep/avmRegistryRoles', 'main.bicep', 6],
    ['bicep/azdUpsert', 'main.bicep', 15],
    ['terraform/avmRegistry', 'main.tf', 9],
  ] as const) {
    const files = fixtures.get(fixture) ?? new Map<string, string>();
    const { findings, worlds } = judged(files);
    const [place] = findings.flatMap(({ verdict }) => verdict.planned?.grant ?? []);
    assert.ok(place, fixture);
    const before = files.get(place.file)?.slice(0, place.span.start).split('\n').length;
    assert.deepEqual([place.file, before], [file, line], fixture);
    assert.deepEqual(
      worlds.flatMap(({ world }) => world.files),
      [file],
      fixture,
    );
  }
});
