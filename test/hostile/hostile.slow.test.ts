// The whole trial in one process, so that it ends with one table.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { answerTo, defects } from '../access/defects.ts';
import { files } from './files.ts';
import { graphs } from './graphs.ts';
import { writtenLists } from './lists.ts';
import { saidOfMistakes } from './mistakes.ts';
import { tryNames } from './names.ts';
import { count, table, tryAll, tryLists } from './trial.ts';

after(() => process.stdout.write(`\n${table()}`));

test('defective snapshots', () => {
  for (const defect of defects) {
    answerTo(defect);
    count('snapshots', 'said');
  }
});
test('typical mistakes', () => {
  const said = saidOfMistakes();
  for (const [what, messages] of said) assert.notEqual(messages.join(''), '', what);
  count('mistakes', 'said', said.length);
  assert.ok(said.length >= 20);
});
tryAll('files', files);
tryAll('graphs and templates', graphs);
tryNames();
for (const [part, lists] of Object.entries(writtenLists)) tryLists(part, lists);
