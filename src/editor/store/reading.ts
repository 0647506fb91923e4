import * as vscode from 'vscode';
import type { ReadResource } from '../../read/format.ts';
import { type Folders, loadReaders, type Readers } from './folder.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { nextTurn, type WorkQueue } from './workQueue.ts';

/** Reads manifests in their latest text: as they are in an editor, or else on disk. */
export function readingOf(folders: Folders, documents: OpenDocuments, queue: WorkQueue, resources: ReadResource) {
  /** Texts on disk, asked for a little before they are needed: while one is parsed, the next ones come. */
  const ahead = new Map<string, Promise<string | undefined>>();
  let loading: Promise<Readers> | undefined;

  const onDisk = (key: string): Promise<string | undefined> => {
    const known = ahead.get(key);
    if (known) return known;
    const uri = vscode.Uri.parse(key, true);
    const text = folders.of(uri).read(uri);
    text.catch(() => {}); // the reading that takes it fails with it
    ahead.set(key, text);
    return text;
  };

  return {
    /** Drops a file that was read ahead, and is out of date. */
    forget: (key: string) => void ahead.delete(key),

    /** Takes a file in. False: it is no manifest, or something happened to it meanwhile. */
    read: async (uri: vscode.Uri, key: string): Promise<boolean> => {
      const folder = folders.of(uri);
      if (folder.dependsOn(uri)) return false;
      const name = folder.nameOf(uri);
      const document = documents.get(uri);
      for (const next of queue.upcoming('read', lookahead)) void onDisk(next);
      loading ??= loadReaders();
      const readers = await loading;
      let text = document ? document.getText() : await onDisk(key);
      ahead.delete(key);
      if (!document && text !== undefined && text.length > long) await nextTurn();
      const preparing = text === undefined ? undefined : readers.prepareReader({ name, text }, resources);
      if (preparing) {
        await preparing;
        text = document?.getText() ?? text; // it may have been edited meanwhile
      }
      if (queue.waits(key)) return false;
      if (document) documents.wasRead(document);
      folder.take(name, text, readers, document !== undefined);
      return true;
    },
  };
}

/** From so many characters on, reading a file takes as long as a slice, and gets a turn of its own. */
const long = 50_000;

/** The number of files that are requested before they are needed. */
const lookahead = 32;
