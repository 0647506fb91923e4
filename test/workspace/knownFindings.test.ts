// Findings of code are kept by all that they are made of.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { findingsOfCode } from '../../src/workspace/knownFindings.ts';
import { judged, workspaces } from '../access/planned/planned.ts';

const fixtures = workspaces(path.resolve(import.meta.dirname, '../access/planned/fixtures'));

test('a finding is made again where other references are beside it', () => {
  const { worlds, findings } = judged(fixtures.get('bicep/instances') ?? []);
  const references = findings.map(({ reference }) => reference);
  const [first] = references;
  assert.ok(first);
  let made = 0;
  const of = (beside: typeof references) =>
    findingsOfCode(worlds, new Date(0)).of(first, beside, [], () => {
      made++;
      return findings.filter(({ reference }) => reference === first);
    });
  for (const beside of [references, references, [first], references, [first]]) of(beside);
  assert.equal(made, 2);
});
