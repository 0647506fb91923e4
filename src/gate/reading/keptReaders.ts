import { remembered } from '../../model/memo.ts';
import type { Grounds, PathGroup } from '../files/configFile.ts';
import { onDisk } from '../files/fileTree.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { WorkspaceReader } from './workspaceReader.ts';

/** Readers of workspaces that are read again and again, as a server does. */
export class KeptReaders {
  readonly #kept = new Map<string, WorkspaceReader>();

  of({ root, config, isWhole }: PathGroup, grounds: Grounds, terminal: Terminal): WorkspaceReader {
    // a config with other places of images needs every file again
    const key = JSON.stringify([root, config, isWhole, grounds.config.images]);
    const known = remembered(this.#kept, key, () => new WorkspaceReader(grounds, terminal, onDisk, true));
    return known.under(grounds);
  }
}
