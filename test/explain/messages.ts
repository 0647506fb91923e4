// Some 400 messages that runtimes, registries and tools really printed, from public threads and from documentation
// (`source`), with made-up names and ids. One file per stage at which the pull stopped. `other` and `success` are no
// failed pulls. A cause of null: the pull failed, and the text has no reason. The rest of the corpus is
// bench/explain/score.ts's.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Message {
  readonly id: string;
  readonly text: string;
  readonly pullError: boolean;
  readonly cause: string | null;
  readonly source: string;
}

const folder = path.join(import.meta.dirname, 'messages');

function read(line: string): Message {
  return JSON.parse(line);
}

export const messages: readonly Message[] = globSync('*.jsonl', { cwd: folder })
  .sort()
  .flatMap(file => readFileSync(path.join(folder, file), 'utf8').split('\n'))
  .filter(line => line !== '')
  .map(read);
