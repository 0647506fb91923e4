// The whole trial in one process, so that one table stands at its end.
import { after } from 'node:test';
import { files } from './files.ts';
import { graphs } from './graphs.ts';
import { table, tryAll } from './trial.ts';

after(() => process.stdout.write(`\n${table()}`));

tryAll('files', files);
tryAll('graphs and templates', graphs);
