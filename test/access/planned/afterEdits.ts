// After each edit of infrastructure code, a workspace that was edited has the findings of one that has just been read.
import assert from 'node:assert/strict';
import '../../read/readers.ts';
import { remembered } from '../../../src/model/memo.ts';
import { runToEnd } from '../../../src/model/steps.ts';
import { readManifest } from '../../../src/read/index.ts';
import { emptyConfig } from '../../../src/workspace/config/config.ts';
import { examining } from '../../../src/workspace/engine.ts';
import { Workspace } from '../../../src/workspace/workspace.ts';

const now = new Date('2026-11-24T12:00:00Z');
const circumstances = { config: emptyConfig, map: undefined, now };

function take(workspace: Workspace, name: string, text: string): void {
  workspace.take(readManifest({ name, text }), text);
}

/** Judges what may be other than it was, and nothing else. */
function settle(workspace: Workspace): void {
  runToEnd(workspace.build());
  for (const file of workspace.takeOutdated()) runToEnd(workspace.judge(file, circumstances, examining));
}

/** All of its findings, in one order. */
function saidBy(workspace: Workspace, names: readonly string[]): string {
  const findings = names.map(name => {
    return [name, workspace.findings(name), workspace.withGrantIn(name), workspace.unread(name)];
  });
  const worlds = workspace.worlds.map(({ world, resources, grants, runtimes, hidden, otherClusters, mapWhere }) => {
    const { registries, runtimes: pullers, identities, environments, roleAssignments } = mapWhere(new Set());
    return {
      id: world.id,
      unread: world.unread,
      files: world.files,
      resources: resources.map(({ id, address, label, presence, defaults, declared: { place, bodyStart } }) => {
        return { id, address, label, presence, defaults, place, bodyStart };
      }),
      grants,
      images: runtimes.map(({ resource: { id }, images }) => [id, images]),
      hidden,
      otherClusters,
      facts: [registries, pullers, identities, environments, roleAssignments],
    };
  });
  // what is not understood has a number of its own in each reading
  const said = JSON.stringify({ findings, worlds }, null, 1)
    .replace(/#\d{12}/g, '#')
    .replace(/~\d+/g, '~');
  return withNumberedIds(said);
}

/** Ids are made of terms, and so of the numbers in them. They are compared by their order in the text. */
function withNumberedIds(text: string): string {
  const numbers = new Map<string, number>();
  return text.replace(
    /[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-0[\da-f]{3}-[\da-f]{12}|open-[\da-f]{32}/g,
    made => `made-${remembered(numbers, made, () => numbers.size)}`,
  );
}

const words = [
  ['\n', '\n\n'],
  ['AcrPull', 'AcrPush'],
  ['acr', 'acs'],
  ['name', 'names'],
  ['app', 'apq'],
  ['true', 'false'],
  ['Premium', 'Basic'],
  [':1', ':22'],
  ['.id', '.idx'],
  ['= ', '= !'],
  ['}', ''],
  ['(', '(('],
  ['resource', 'resourc'],
  ['"', ''],
] as const;

function editsOf(text: string, places: number): readonly string[] {
  return words.flatMap(([word, other]) => {
    const parts = text.split(word);
    return parts
      .slice(1, places + 1)
      .map((_, i) => [parts.slice(0, i + 1).join(word), parts.slice(i + 1).join(word)].join(other));
  });
}

/** One edit that changes the findings of a workspace, and back again. After each, it equals a fresh one. */
export function saysOtherAfter(files: ReadonlyMap<string, string>, name: string, edit: (text: string) => string): void {
  const original = files.get(name) ?? '';
  const names = [...files.keys()];
  const fresh = (text: string) => {
    const workspace = new Workspace();
    for (const [each, own] of files) take(workspace, each, each === name ? text : own);
    settle(workspace);
    return saidBy(workspace, names);
  };
  assert.notEqual(fresh(edit(original)), fresh(original), 'the edit changes nothing');
  const edited = new Workspace();
  for (const [each, text] of files) take(edited, each, text);
  settle(edited);
  for (const text of [edit(original), original]) {
    take(edited, name, text);
    settle(edited);
    assert.equal(saidBy(edited, names), fresh(text), text);
  }
}

/** Edits each file in many ways. After each edit, the workspace equals a fresh one. */
export function planAfterEdits(files: ReadonlyMap<string, string>, places: number): void {
  const texts = new Map(files);
  const names = [...files.keys()];
  const edited = new Workspace();
  for (const [name, text] of texts) take(edited, name, text);
  settle(edited);
  const check = (name: string) => {
    settle(edited);
    const fresh = new Workspace();
    for (const [each, text] of texts) take(fresh, each, text);
    settle(fresh);
    assert.equal(saidBy(edited, names), saidBy(fresh, names), `${name}: ${texts.get(name) ?? 'removed'}`);
  };
  for (const [name, original] of files) {
    for (const text of [...editsOf(original, places), original]) {
      texts.set(name, text);
      take(edited, name, text);
      check(name);
    }
    texts.delete(name);
    edited.forget(name);
    check(name);
    texts.set(name, original);
    take(edited, name, original);
    check(name);
  }
}
