// The files that the extension reads and judges, by its own log at the finest level.
import * as assert from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { fileIn, settled } from './shop.ts';
import { eventually } from './support.ts';

export interface Followed {
  readonly read: readonly string[];
  readonly judged: readonly string[];
}

const sentinelName = 'sentinel-';
let sentinels = 0;

/**
 * Files, named relative to the workspace, that are read and judged because of a change. `until`: one that is judged
 * because of it.
 */
export async function followed(until: string, change: () => Promise<unknown>): Promise<Followed> {
  await sentinel();
  const from = log().length;
  await change();
  await eventually(`${until} is judged`, () => log().slice(from).includes(`${until}: judged`) || undefined);
  await sentinel();
  const lines = log()
    .slice(from)
    .split('\n')
    .filter(line => !line.includes(sentinelName));
  const filesOf = (what: string) => [
    ...new Set(
      lines.flatMap(line => {
        const uri = new RegExp(`(\\S+): ${what}$`).exec(line)?.[1];
        return uri ? [vscode.workspace.asRelativePath(vscode.Uri.parse(uri), false)] : [];
      }),
    ),
  ];
  return { read: filesOf('read').sort(), judged: filesOf('judged').sort() };
}

/** Nothing is read any more: new folders come late on a busy machine, and are searched again after a while. */
export async function quiet(): Promise<void> {
  for (let before = -1, now = log().length; before !== now; now = log().length) {
    before = now;
    await settled();
    await new Promise(resolve => setTimeout(resolve, 2000));
  }
}

/** Everything logged before this line is on disk once the line is. */
async function sentinel(): Promise<void> {
  await settled();
  const name = `${sentinelName}${sentinels++}.yaml`;
  await vscode.workspace.fs.writeFile(fileIn(name), new TextEncoder().encode('kind: Nothing\n'));
  await eventually(`the log tells of ${name}`, () => log().includes(`${name}: judged`) || undefined);
  await vscode.workspace.fs.delete(fileIn(name));
  await settled();
}

function log(): string {
  const folder = process.env['HOST_LOGS'] ?? '';
  assert.ok(existsSync(folder), 'there are no logs');
  const files = readdirSync(folder, { recursive: true })
    .map(String)
    .filter(file => /acr-pull-check\.acr-pull-check[/\\]ACR Pull Check[^/\\]*\.log$/.test(file));
  return files.map(file => readFileSync(path.join(folder, file), 'utf8')).join('');
}
