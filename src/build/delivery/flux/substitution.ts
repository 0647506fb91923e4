// Flux's `postBuild`: variables that are put into built objects.
// https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
import { t } from '../../../model/l10n.ts';
import { field, itemsAt, openVariables, textAt } from '../../../read/source/lift.ts';
import { findPlaceholders } from '../../../read/source/placeholders.ts';
import { type Content, entriesOf, type Mapping, type Scalar } from '../../../read/source/tree.ts';
import type { DeliveryContext } from '../context.ts';
import { assembled, joinedText, mappingWithScalars, type TextPiece } from '../pieces.ts';
import type { ChangeObjects } from '../sender.ts';
import { namespaceOf, openReason } from '../stated.ts';
import { namedObject, whyNotOne } from './candidates.ts';
import { type LookUp, substitutedPieces, type VariableValue } from './envsubst.ts';

/** Variables of one source. An open source can have any name and value. */
type Variables =
  | { readonly kind: 'known'; readonly values: ReadonlyMap<string, Scalar>; readonly role: (name: string) => string }
  | { readonly kind: 'open'; readonly why: string; readonly at: Scalar | undefined };

/**
 * Returns a function that puts variables into built objects. Undefined: Flux puts in none. A later source wins over an
 * earlier one, and `substitute` over all.
 */
export function substitution(kustomization: Mapping, context: DeliveryContext): ChangeObjects | undefined {
  const postBuild = field(kustomization, 'spec', 'postBuild');
  if (postBuild === undefined) return undefined;
  const sources = itemsAt(postBuild, 'substituteFrom').map(each => variablesFrom(each, kustomization, context));
  const own = variablesIn(field(postBuild, 'substitute'), name => t('value of {0} in postBuild', name));
  const all = [...sources, own];
  // without any variable, Flux leaves the objects as they are, with their defaults
  if (!all.some(each => each.kind === 'open' || each.values.size > 0)) return undefined;
  const lookUp: LookUp = name => findVariable(name, all);
  return objects => objects.map(object => (isExempt(object) ? object : withVariables(object, lookUp)));
}

function variablesFrom(reference: Content, kustomization: Mapping, context: DeliveryContext): Variables {
  const [kind = '', name = ''] = ['kind', 'name'].map(key => textAt(reference, key));
  const written = field(reference, 'name');
  const at = written?.kind === 'scalar' ? written : undefined;
  const what = `${kind} ${name}`;
  if (kind !== 'ConfigMap' || openReason(written) !== undefined) return { kind: 'open', why: what, at };
  const found = namedObject(context, kind, namespaceOf(kustomization, context), name, ['data']);
  // `optional` makes no difference: the ConfigMap may be in the cluster
  if (found.kind !== 'one') return { kind: 'open', why: whyNotOne(what, found), at };
  const data = field(found.object, 'data');
  const unread = openReason(data);
  if (unread !== undefined) return { kind: 'open', why: unread, at };
  return variablesIn(data, variable => t('value of {0} in a ConfigMap', variable));
}

function variablesIn(mapping: Content | undefined, role: (name: string) => string): Variables {
  const values = new Map<string, Scalar>();
  for (const { key, value } of entriesOf(mapping)) if (value?.kind === 'scalar') values.set(key.text, value);
  return { kind: 'known', values, role };
}

function findVariable(name: string, sources: readonly Variables[]): VariableValue {
  for (const source of sources.toReversed()) {
    if (source.kind === 'open') {
      const piece = openPiece(name, source.why, source.at);
      return { kind: 'open', piece: { ...piece, variable: name } };
    }
    const scalar = source.values.get(name);
    if (scalar === undefined) continue;
    const reason = openReason(scalar);
    if (reason !== undefined) return { kind: 'open', piece: openScalarPiece(name, reason, scalar) };
    const text = scalar.text.replaceAll('\n', '');
    return { kind: 'known', piece: { text, from: scalar, role: source.role(name) } };
  }
  return { kind: 'unset' };
}

function openPiece(name: string, why: string, from: Scalar | undefined): TextPiece {
  return { text: `\${${name}}`, from, isOpen: true, role: t('value of {0} from {1}', name, why) };
}

/**
 * The piece of an open scalar. It keeps the variables of another Kustomization, since a config may state those, too.
 */
function openScalarPiece(name: string, why: string, scalar: Scalar): TextPiece {
  const piece = openPiece(name, why, scalar);
  const variables = new Set(openVariables(scalar).map(({ variable }) => `\${${variable}}`));
  const holes = findPlaceholders(scalar.text).map(({ start, end }) => scalar.text.slice(start, end));
  return holes.length > 0 && holes.every(hole => variables.has(hole)) ? { ...piece, text: scalar.text } : piece;
}

/** https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution, at its end */
function isExempt(object: Mapping): boolean {
  return ['labels', 'annotations'].some(
    key => textAt(object, 'metadata', key, 'kustomize.toolkit.fluxcd.io/substitute') === 'disabled',
  );
}

function withVariables(object: Mapping, lookUp: LookUp): Mapping {
  return mappingWithScalars(object, scalar => {
    if (!scalar.text.includes('$')) return scalar;
    const pieces = substitutedPieces(scalar.text, lookUp);
    if (pieces === undefined) return scalar;
    const isSame = pieces.every(({ from }) => from === undefined) && joinedText(pieces) === scalar.text;
    return isSame ? scalar : (assembled(scalar, pieces) ?? scalar);
  });
}
