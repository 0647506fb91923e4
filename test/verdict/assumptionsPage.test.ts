// docs/unknown.md lists the assumptions as the table has them. ACR_PULL_UPDATE=1 writes it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { assumptions } from '../../src/verdict/assumptions.ts';

const file = path.resolve(import.meta.dirname, '../../docs/unknown.md');
const written = /(<!-- assumptions: [^>]*-->\n)([\s\S]*?)(<!-- end -->)/;

test('docs/unknown.md lists each assumption, why it is safe, what contradicts it and how to make sure', () => {
  const rows = Object.entries(assumptions).map(
    ([id, { assumed, whySafe, contradictedBy, howToMakeSure }]) =>
      `| \`${id}\` | ${assumed} | ${whySafe} | ${contradictedBy} | ${howToMakeSure} |\n`,
  );
  const table = `| Name | What is assumed | Why it is safe | What contradicts it | How to make sure |\n| --- | --- | --- | --- | --- |\n${rows.join('')}`;
  const before = readFileSync(file, 'utf8');
  const after = before.replace(written, (_, start: string, __, end: string) => `${start}\n${table}\n${end}`);
  if (process.env['ACR_PULL_UPDATE'] !== undefined) writeFileSync(file, after);
  else assert.equal(before, after, 'run `ACR_PULL_UPDATE=1 node --test test/verdict/assumptionsPage.test.ts`');
});
