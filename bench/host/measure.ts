import * as vscode from 'vscode';
import type { Api } from '../../src/editor/wiring.ts';
import type { Block, BlockWatch } from './blocks.ts';

/** The figures of one host. Times in milliseconds. */
export interface HostFigures {
  readonly activation: number;
  readonly settle: number;
  readonly heapMb: number | undefined;
  readonly grownMb: number | undefined;
  readonly problems: number;
  readonly keystrokes: readonly number[];
  readonly idle: readonly Block[];
  readonly starting: readonly Block[];
  readonly opening: readonly Block[];
  readonly typing: readonly Block[];
  readonly again: readonly Block[];
  /** While the side bar shows the targets. */
  readonly typingWithTree: readonly Block[];
  readonly keystrokesWithTree: readonly number[];
}

export type Phase = 'opening' | 'typing' | 'again' | 'typingWithTree';

/** The measuring that depends on where the extension runs. */
export interface Machine {
  readonly watch: BlockWatch;
  /** The memory in use, after what is unused was collected. Undefined in a browser. */
  heapMb(): number | undefined;
  /** Profiles a phase, if that was asked for. */
  startProfile(phase: Phase): Promise<((blocks: readonly Block[]) => Promise<void>) | undefined>;
}

const longest = 12;

const sleep = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

/** Opens, types and reads again, as a person does. */
export async function measure({ watch, heapMb, startProfile }: Machine): Promise<HostFigures> {
  const extension = vscode.extensions.getExtension<Api>('acr-pull-check.acr-pull-check');
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!extension || !root) throw new Error('no extension, or no folder');
  if (extension.isActive) throw new Error('the extension is active already');
  await sleep(3000); // what VS Code does after its start is not ours
  const heapBefore = heapMb();
  watch.start();
  await sleep(2000);
  const idle = watch.take().slice(0, longest);

  const profileOfOpening = await startProfile('opening');
  const began = performance.now();
  const api = await extension.activate();
  const activation = performance.now() - began;
  await sleep(5); // the watch notes a block when it is over
  const starting = watch.take().slice(0, longest);
  await api.settled();
  const settle = performance.now() - began;
  await sleep(2500); // what is put off until things are quiet
  const opening = watch.take().slice(0, longest);
  await profileOfOpening?.(opening);
  const heap = heapMb();
  const problems = vscode.languages.getDiagnostics().reduce((sum, [, ofFile]) => sum + ofFile.length, 0);

  const { document } = await vscode.window.showTextDocument(vscode.Uri.joinPath(root, 'long.yaml'));
  await api.settled();
  await sleep(1000);
  watch.take();
  const profileOfTyping = await startProfile('typing');
  watch.take();
  const keystrokes = await type(document);
  const typing = watch.take().slice(0, longest);
  await profileOfTyping?.(typing);

  const profileOfReading = await startProfile('again');
  watch.take();
  await vscode.commands.executeCommand('acrPull.refresh');
  await sleep(2500);
  const again = watch.take().slice(0, longest);
  await profileOfReading?.(again);

  await vscode.commands.executeCommand('acrPull.targets.focus');
  await sleep(3000);
  const profileOfTree = await startProfile('typingWithTree');
  watch.take();
  const keystrokesWithTree = await type(document);
  const typingWithTree = watch.take().slice(0, longest);
  await profileOfTree?.(typingWithTree);
  watch.stop();
  return {
    activation,
    settle,
    starting,
    keystrokesWithTree,
    typingWithTree,
    heapMb: heap,
    grownMb: heap === undefined || heapBefore === undefined ? undefined : heap - heapBefore,
    problems,
    keystrokes,
    idle,
    opening,
    typing,
    again,
  };
}

/** Spoils and mends an image in the middle of a document, and waits each time until the problem has come or gone. */
async function type(document: vscode.TextDocument): Promise<readonly number[]> {
  const quiet = vscode.workspace.getConfiguration('acrPull').get('diagnostics.delay', 0);
  const at = document.positionAt(document.getText().indexOf('.azurecr.io', document.getText().length / 2));
  const times: number[] = [];
  for (let i = 0; i < 60; i++) {
    const edit = new vscode.WorkspaceEdit();
    if (i % 2 === 0) edit.insert(document.uri, at, 'x');
    else edit.delete(document.uri, new vscode.Range(at, at.translate(0, 1)));
    let edited = 0;
    const change = vscode.workspace.onDidChangeTextDocument(event => {
      if (event.document === document && event.contentChanges.length > 0) edited = performance.now();
    });
    const before = problemsAt(document, at.line);
    await vscode.workspace.applyEdit(edit);
    while (problemsAt(document, at.line) === before) await sleep(1); // the event itself comes 50 ms late
    times.push(performance.now() - edited - quiet);
    change.dispose();
    await sleep(50);
  }
  return times;
}

/** Their words, since an image with another host has another problem. */
function problemsAt({ uri }: vscode.TextDocument, line: number): string {
  const there = vscode.languages.getDiagnostics(uri).filter(({ range }) => range.start.line === line);
  return there.map(({ message }) => message).join();
}
