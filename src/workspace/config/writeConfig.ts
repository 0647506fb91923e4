import { Document, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { resourceGroupOf, sameId } from '../../access/ids.ts';
import type { VerdictCause } from '../../causes/index.ts';
import { oneLine } from '../../model/quote.ts';
import type { ImageReference, Platform } from '../../model/reference.ts';
import type { TargetKind } from '../../model/target.ts';
import type { ProposedGroup } from '../targets/fleet.ts';
import type { OpenFolder } from '../targets/openFolders.ts';
import type { Proposal } from '../targets/proposal.ts';

// The text of `.acr-pull.yaml`, new or with a change. Comments and order of an existing text stay. Undefined for a text
// that is not well-formed YAML: a change would lose parts of it.

/**
 * The proposal as the text of a config. Comments list decisions for a person: manifests without a target, open
 * variables.
 */
export function proposedConfig(
  { fleet, open, left }: Omit<Proposal, 'targets'>,
  snapshots: readonly string[],
  variables: readonly string[] = [],
): string {
  const { groups, rest } = fleet;
  const document = new Document({
    version: 1,
    ...(snapshots.length === 0 ? {} : { snapshot: snapshots.length === 1 ? snapshots[0] : snapshots }),
    ...(groups.length === 0 ? {} : { clusters: groups.map(writtenGroup) }),
    ...(rest.length === 0 ? {} : { targets: rest.map(({ why: _, ...target }) => target) }),
  });
  document.commentBefore = ' Where these manifests are deployed. Check each target before you save.';
  withReasons(document.get('clusters'), groups);
  withReasons(document.get('targets'), rest);
  const comments = [
    ...(open.length === 0 ? [] : [' No target yet:', ...open.map(openInWords)]),
    ...(left.length === 0
      ? []
      : [' Not proposed, as tests, documentation or examples:', ...left.map(each => `   ${each}`)]),
    ...(variables.length === 0
      ? []
      : [` Variables from outside of git, which \`variables:\` can state: ${variables.join(', ')}`]),
  ];
  if (comments.length > 0) document.comment = comments.map(line => oneLine(line)).join('\n');
  return textOf(document);
}

function writtenGroup({ why: _, aliases, manifests, ...condition }: ProposedGroup): object {
  const some = Object.keys(aliases).length === 0 ? {} : { aliases };
  return { ...condition, manifests: manifests.length === 1 ? manifests[0] : manifests, ...some };
}

function withReasons(list: unknown, reasons: readonly { readonly why: string }[]): void {
  if (!isSeq(list)) return;
  for (const [i, item] of list.items.entries())
    if (isMap(item)) item.commentBefore = ` ${oneLine(reasons[i]?.why ?? '')}`;
}

function openInWords({ folder, why, files, folders }: OpenFolder): string {
  const counted = folders === 1 ? '' : ` (${files} manifests in ${folders} folders)`;
  return `   ${folder}: ${why}${counted}`;
}

function textOf(document: Document): string {
  return document.toString({ lineWidth: 0, singleQuote: true });
}

function changed(text: string, change: (document: Document) => void): string | undefined {
  const document: Document = parseDocument(text.trim() === '' ? 'version: 1\n' : text);
  if (document.errors.length > 0) return undefined;
  change(document);
  return textOf(document);
}

/** Adds a rule. */
export function withRule(
  text: string,
  { image, file }: Pick<ImageReference, 'image' | 'file'>,
  cause: VerdictCause,
  reason: string,
): string | undefined {
  return changed(text, document => {
    const named = image.kind === 'image' && image.registry !== undefined && image.repository !== undefined;
    const about = named ? { image: `${image.registry}/${image.repository}` } : { manifests: file };
    const rule = document.createNode({ cause, ...about, reason });
    const rules = document.get('ignore');
    if (isSeq(rules) && rules.items.length > 0) rules.add(rule);
    else document.set('ignore', document.createNode([rule]));
  });
}

/** A runtime that the config sends manifests to. */
export interface WrittenTarget {
  readonly name: string;
  readonly kind: TargetKind;
  readonly id: string;
  /** Platforms that the target's kind does not take, so the config has to name them. */
  readonly platforms: readonly Platform[];
}

/**
 * Sends the manifests of a glob to a target: to one that the config has already, or to a new one. A target that takes
 * other platforms, or has no globs, takes other files, and stays as it is.
 */
export function withTarget(text: string, target: WrittenTarget, glob: string): string | undefined {
  return changed(text, document => {
    const targets = document.get('targets');
    const present = isSeq(targets) ? targets.items.map((_, i) => writtenAt(document, i)) : [];
    // clusters of several subscriptions may share a name: only a target without an id is identified by name alone
    const known = present.findIndex(({ name, kind, id, platforms, manifests }) => {
      const isSame = typeof id === 'string' ? sameId(id, target.id) : name === target.name && kind === target.kind;
      return isSame && manifests !== undefined && platforms.join() === target.platforms.join();
    });
    const { platforms, ...own } = target;
    const name = freeName(target, new Set(present.map(each => each.name)));
    const added = { ...own, name, manifests: [glob], ...(platforms.length > 0 ? { platforms } : {}) };
    if (!isSeq(targets)) document.set('targets', document.createNode([added]));
    else if (known < 0) document.addIn(['targets'], document.createNode(added));
    else {
      const path = ['targets', known, 'manifests'];
      const before = document.getIn(path);
      if (isSeq(before)) document.addIn(path, glob);
      else document.setIn(path, document.createNode(typeof before === 'string' ? [before, glob] : [glob]));
    }
  });
}

function writtenAt(document: Document, i: number) {
  const at = (key: string) => document.getIn(['targets', i, key]);
  const platforms = at('platforms');
  return {
    name: at('name'),
    kind: at('kind'),
    id: at('id'),
    manifests: at('manifests'),
    platforms: isSeq(platforms) ? platforms.items.map(item => (isScalar(item) ? item.value : item)) : [],
  };
}

/** The name of the target itself, or a unique one if others have the same. */
function freeName({ name, id, platforms }: WrittenTarget, taken: ReadonlySet<unknown>): string {
  const longer = [...platforms, resourceGroupOf(id) ?? 'other'].map(word => `${name}-${word}`);
  const free = [name, ...longer].find(each => !taken.has(each));
  if (free !== undefined) return free;
  let count = 2;
  while (taken.has(`${name}-${count}`)) count++;
  return `${name}-${count}`;
}
