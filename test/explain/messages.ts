// The labelled messages. Each is what a runtime or a tool really says, with made-up names and ids, cut down to the lines
// that matter; `source` is where it was seen, or a page on the subject.
//
// Every third of the first files, and the `fresh`, `third` to `eightysecond` ones as a whole, were held out while the rules
// were written, looked at once, and kept here afterwards. Where they come from:
// - threads, with most of their noise, some completed where an excerpt broke off: `twentyninth`, `thirtieth`, `thirtythird`,
//   `thirtysixth`, `thirtyseventh`, `thirtyninth`, `fortyfourth`, `fortyseventh`, `fiftieth`, `fiftysixth`, `fiftyninth`;
// - from memory, after what tools print, many of them near misses: `eleventh`, those named `-o-` and `odd` before
//   it, `thirtyfourth`, `thirtyfifth`, `thirtyeighth`, `fortieth`, `fortyfirst`, `fortythird`, `fortysixth`,
//   `fortyeighth`, `fortyninth`, `fiftyfourth`, `fiftyfifth`, `sixtythird`, `sixtyfifth`, `sixtyninth`,
//   `seventieth`, `seventythird`, `seventysixth`, `seventyseventh`, `eightyfirst`, `eightysecond`, the `sixtieth` to
//   `sixtysecond`, `seventyfirst` and `seventyninth` of whole screens, the `sixtyfourth` and `seventyfifth` of
//   pipelines' logs, the `seventysecond`, `seventyfourth` and `seventyeighth` of tickets and chats, the `sixtysixth`
//   of every format, the `fiftyfirst`, `fiftysecond`, `fiftyseventh` and `sixtyseventh` of single lines, as the
//   `fiftythird` is, of threads and in several languages, and the `sixtyeighth` and `eightieth`, of texts about
//   errors;
// - the `probes` of a reviewer, who had read the rules and sought what they get wrong;
// - a catalogue of what clients, registries and platforms can print: `twentyseventh`;
// - all the others: threads, logs and source code of public repositories, and texts after what tools print.
// From the `twentythird` on they are exams by people who did not know the rules. Some hundred pulls that were wrong at
// first look and whose label is a matter of opinion were left out afterwards, and twenty-two others, of which twenty-one
// are still wrong, most of them articles about errors.
//
// What counts as a pull: signing in to a registry of Azure and checking its health; not listing tags or repositories,
// attaching, assigning a role, or signing in elsewhere. Fourteen older labels were set anew by that.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Message {
  readonly id: string;
  readonly text: string;
  readonly pullError: boolean;
  /** The one right cause. */
  readonly cause: string;
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
