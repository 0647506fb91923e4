// The whole trial in one process, so that one table stands at its end.
import { after, test } from 'node:test';
import { answerTo, defects } from '../access/defects.ts';
import { files } from './files.ts';
import { graphs } from './graphs.ts';
import { tryNames } from './names.ts';
import { count, table, tryAll } from './trial.ts';

after(() => process.stdout.write(`\n${table()}`));

test('defective snapshots', () => {
  for (const defect of defects) {
    answerTo(defect);
    count('snapshots', 'said');
  }
});
tryAll('files', files);
tryAll('graphs and templates', graphs);
tryNames();
