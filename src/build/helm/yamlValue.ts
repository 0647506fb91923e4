// Values of templates from YAML, by the types that Helm's parser knows.
import { CST } from 'yaml';
import { t } from '../../model/l10n.ts';
import type { Content, Scalar } from '../../read/source/tree.ts';
import { Rope, type Writer } from './rope.ts';
import { listValue, MAX_VALUE_DEPTH, mapValue, NULL, type TemplateValue } from './value.ts';

/** The value of a document of YAML. `path` is that of the value in its file. */
export function valueFrom(content: Content | undefined, path: string, depth = 0): TemplateValue {
  if (content === undefined || depth > MAX_VALUE_DEPTH) return NULL;
  switch (content.kind) {
    case 'scalar':
      return scalarValue(content, writerOf(content, t('value of {0}', path)));
    case 'list':
      return listValue(
        content.items.map((item, index) =>
          item === undefined || item.kind === 'alias' ? NULL : valueFrom(item, `${path}[${index}]`, depth + 1),
        ),
      );
    case 'mapping':
      return mapValue(
        content.entries.map(({ key, value }) => {
          const below = path === '' ? key.text : `${path}.${key.text}`;
          return [key.text, value?.kind === 'alias' ? NULL : valueFrom(value, below, depth + 1)] as const;
        }),
      );
  }
}

export function writerOf(scalar: Scalar, role: string): readonly Writer[] {
  const { source, span } = scalar;
  if (source === undefined) return [];
  return [{ source, span, role }];
}

const PLACEHOLDER = /^\{\{ (.*) \}\}$/s;

/** A scalar by the types of YAML 1.1, which Helm's parser knows. https://github.com/go-yaml/yaml/blob/v2/resolve.go */
export function scalarValue(scalar: Scalar, writers: readonly Writer[]): TemplateValue {
  const { plain } = scalar;
  const text = resolvedText(scalar, scalar.source?.text);
  if (!plain) {
    // the build that made these values left this one open
    const name = PLACEHOLDER.exec(text)?.[1];
    const isOpen = name !== undefined && scalar.source?.text.slice(scalar.span.start, scalar.span.end) !== text;
    return isOpen
      ? { kind: 'unknown', name, writers, alternatives: [] }
      : { kind: 'text', rope: Rope.of(text, writers) };
  }
  if (NULLS.has(text)) return NULL;
  if (TRUES.has(text)) return { kind: 'boolean', value: true, writers };
  if (FALSES.has(text)) return { kind: 'boolean', value: false, writers };
  const number = numberFrom(text);
  return number === undefined
    ? { kind: 'text', rope: Rope.of(text, writers) }
    : { kind: 'number', value: number, isFloat: true, writers };
}

/**
 * Returns the text of a scalar with a template in it. The YAML reader keeps its characters as written, with escapes and
 * indentation, since other templates are filled in before YAML is read. Helm reads values first.
 */
export function resolvedText(scalar: Scalar, written: string | undefined): string {
  const { text, span, plain } = scalar;
  if (plain || written === undefined || !text.includes('{{')) return text;
  if (written.length < span.end || written.slice(span.start, span.end) !== text) return text;
  const before = written.charAt(span.start - 1);
  if (before === '"' || before === "'") return unquoted(before, text);
  const indent = written.slice(written.lastIndexOf('\n', span.start - 1) + 1, span.start);
  return indent.trim() === '' && indent !== '' ? text.replaceAll(`\n${indent}`, '\n') : text;
}

function unquoted(quote: string, text: string): string {
  const type = quote === '"' ? 'double-quoted-scalar' : 'single-quoted-scalar';
  const source = `${quote}${text}${quote}`;
  return CST.resolveAsScalar({ type, offset: 0, indent: 0, source }, false, () => {}).value;
}

const NULLS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);
const TRUES: ReadonlySet<string> = new Set('y Y yes Yes YES true True TRUE on On ON'.split(' '));
const FALSES: ReadonlySet<string> = new Set('n N no No NO false False FALSE off Off OFF'.split(' '));

/** Each number of YAML is a float to Helm, which reads YAML as JSON. */
export function numberFrom(text: string): number | undefined {
  if (!/^[-+.\d]/.test(text)) return undefined;
  const plain = text.replaceAll('_', '');
  const whole = wholeNumber(plain);
  if (whole !== undefined) return whole;
  return /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(plain) ? Number(plain) : undefined;
}

function wholeNumber(text: string): number | undefined {
  const [, sign, digits = ''] = /^([-+]?)(.+)$/.exec(text) ?? [];
  const factor = sign === '-' ? -1 : 1;
  if (/^0x[\da-fA-F]+$/.test(digits) || /^0b[01]+$/.test(digits) || /^0o[0-7]+$/.test(digits))
    return factor * Number(digits);
  return /^0[0-7]+$/.test(digits) ? factor * Number.parseInt(digits, 8) : undefined;
}
