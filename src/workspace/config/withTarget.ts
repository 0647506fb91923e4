import { isSeq, parseDocument } from 'yaml';
import { resourceGroupOf, sameId } from '../../access/ids.ts';
import type { TargetKind } from '../../model/target.ts';

/** A runtime that manifests are sent to. */
export interface SentTo {
  readonly name: string;
  readonly kind: TargetKind;
  readonly id: string;
}

/**
 * The text of a config that sends the manifests of a glob to a target: to the one that it names already, or to a new one.
 * Comments and order stay. Undefined where the text is not well-formed YAML, so that nothing of it is lost.
 */
export function withTarget(text: string, target: SentTo, glob: string): string | undefined {
  const document = parseDocument(text.trim() === '' ? 'version: 1\n' : text);
  if (document.errors.length > 0) return undefined;
  const targets = document.get('targets');
  const named = isSeq(targets)
    ? targets.items.map((_, i) => ({
        name: document.getIn(['targets', i, 'name']),
        kind: document.getIn(['targets', i, 'kind']),
        id: document.getIn(['targets', i, 'id']),
      }))
    : [];
  // clusters of several subscriptions may have one name: by that alone, only a target without an id is meant
  const known = named.findIndex(({ name, kind, id }) =>
    typeof id === 'string' ? sameId(id, target.id) : name === target.name && kind === target.kind,
  );
  const isTaken = named.some(({ name }) => name === target.name);
  const name = isTaken ? `${target.name}-${resourceGroupOf(target.id)}` : target.name;
  const added = { ...target, name, manifests: [glob] };
  if (!isSeq(targets)) document.set('targets', document.createNode([added]));
  else if (known < 0) document.addIn(['targets'], document.createNode(added));
  else {
    const path = ['targets', known, 'manifests'];
    const present = document.getIn(path);
    if (isSeq(present)) document.addIn(path, glob);
    else document.setIn(path, document.createNode(typeof present === 'string' ? [present, glob] : [glob]));
  }
  return document.toString({ lineWidth: 0, singleQuote: true });
}
