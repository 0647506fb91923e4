// Parameters of an ApplicationSet, put into its template by their exact names.
// https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Template/
import { t } from '../../../model/l10n.ts';
import type { Content, List, Mapping, Node, Scalar } from '../../../read/source/tree.ts';
import { assembled, joinedText, type TextPiece } from '../pieces.ts';

/**
 * A parameter's text, and where a person wrote it. `from` is absent for parameters from the tree itself, such as a
 * path.
 */
export interface TemplateParameter {
  readonly text: string;
  readonly from?: Scalar;
}

export type TemplateValues = ReadonlyMap<string, TemplateParameter>;

/** The notation of an ApplicationSet's parameters: `{{path.basename}}`, or Go's `{{ .path.basename }}`. */
export type Notation = 'plain' | 'go';

/** A text with parameters put in. Functions and unknown names stay, and leave the text open. */
export function withParameters(scalar: Scalar, values: TemplateValues, notation: Notation): Scalar {
  if (!scalar.text.includes('{{')) return scalar;
  const pieces = piecesOf(scalar.text, values, notation);
  return joinedText(pieces) === scalar.text ? scalar : (assembled(scalar, pieces) ?? scalar);
}

/** As `withParameters`, for a text without a place. Undefined: it stays open. */
export function textWithParameters(text: string, values: TemplateValues, notation: Notation): string | undefined {
  const filled = joinedText(piecesOf(text, values, notation));
  return filled.includes('{{') ? undefined : filled;
}

function piecesOf(text: string, values: TemplateValues, notation: Notation): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{{', at);
    const close = open < 0 ? -1 : text.indexOf('}}', open);
    if (close < 0) break;
    const end = close + '}}'.length;
    const name = parameterName(text.slice(open + '{{'.length, close), notation);
    const value = name === undefined ? undefined : values.get(name);
    pieces.push({ text: text.slice(at, open) });
    if (value === undefined) pieces.push({ text: text.slice(open, end) });
    else pieces.push({ text: value.text, from: value.from, role: t('value of {0}', name ?? '') });
    at = end;
  }
  return [...pieces, { text: text.slice(at) }].filter(piece => piece.text !== '' || piece.from !== undefined);
}

/** The name that an expression consists of. Undefined for any other expression. */
export function parameterName(expression: string, notation: Notation): string | undefined {
  const trimmed = expression.trim();
  if (notation === 'plain') return trimmed;
  if (/^(?:\.[\w-]+)+$/.test(trimmed)) return trimmed.slice(1);
  // the one function that people need for paths and labels
  const [, list, index, key] = /^index \.([\w.-]+) (?:(\d+)|"([^"]*)")$/.exec(trimmed.replace(/ +/g, ' ')) ?? [];
  if (list === undefined) return undefined;
  return index === undefined ? `${list}.${key}` : `${list}[${index}]`;
}

/** Deeper than any element of a list goes. */
const MAX_NESTED = 20;

/** The parameters of a list's element. Without Go templates, only texts and those below `values` count. */
export function elementParameters(element: Content, notation: Notation): ReadonlyMap<string, TemplateParameter> {
  const found = new Map<string, TemplateParameter>();
  collect(element, '', 0, notation, found);
  return found;
}

function collect(
  node: Content,
  name: string,
  depth: number,
  notation: Notation,
  found: Map<string, TemplateParameter>,
): void {
  if (node.kind === 'scalar') {
    const text = argoText(node, notation);
    if (text !== undefined) found.set(name, { text, from: node });
    return;
  }
  const isFollowed = notation === 'go' || (node.kind === 'mapping' && (name === '' || name === 'values'));
  if (!isFollowed || depth > MAX_NESTED) return;
  for (const [path, value] of parametersBelow(node, name)) {
    if (value !== undefined && value.kind !== 'alias') collect(value, path, depth + 1, notation, found);
  }
}

function parametersBelow(node: Mapping | List, name: string): readonly (readonly [string, Node | undefined])[] {
  if (node.kind === 'list') return node.items.map((item, i) => [`${name}[${i}]`, item]);
  return node.entries.map(({ key, value }) => [name === '' ? key.text : `${name}.${key.text}`, value]);
}

/** A scalar as Argo CD prints it. Undefined if that differs from its written form, or if it is itself a template. */
export function argoText({ text, plain }: Scalar, notation: Notation): string | undefined {
  if (text.includes('{{')) return undefined;
  if (!plain || !TYPED.test(text)) return text;
  return notation === 'go' && /^(?:true|false|0|[1-9]\d{0,5})$/.test(text) ? text : undefined;
}

/** YAML's numbers, booleans and nulls: `1.0` is printed as `1`, and `yes` as `true`. */
const TYPED = /^(?:y|yes|n|no|on|off|true|false|null|~|[-+.\d][-+.\d_:a-fnotxz ]*)?$/i;
