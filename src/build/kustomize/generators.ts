// ConfigMaps and Secrets that a kustomization generates. Their names stay as written: this build leaves out the hash
// that kustomize appends to them and to references to them.
// https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/secretgenerator/
import { t } from '../../model/l10n.ts';
import { contributed, field, isOpen, openScalar, textAt, withField } from '../../read/source/lift.ts';
import type { Content, Mapping, Scalar } from '../../read/source/tree.ts';
import { type Accumulated, accumulated, allIds, currentId, equalIds, withMetadata } from './objects.ts';
import { scalarsAt } from './patching.ts';
import { followPath } from './paths.ts';
import type { TransformerStage } from './stage.ts';

/** Adds the object of an entry, or merges it into an existing one, by its `behavior`. */
export function withGenerated(
  objects: readonly Accumulated[],
  entry: Content,
  kind: 'ConfigMap' | 'Secret',
  options: Content | undefined,
  stage: TransformerStage,
): readonly Accumulated[] {
  if (entry.kind !== 'mapping') return objects;
  const generated = generatedObject(entry, kind, options, stage);
  const behavior = textAt(entry, 'behavior') ?? 'create';
  if (behavior !== 'merge' && behavior !== 'replace') return [...objects, accumulated(generated)];
  const id = currentId(generated);
  const held = objects.find(each => allIds(each).some(own => equalIds(own, id)));
  if (held === undefined) {
    stage.report.problem(entry, stage.file, t('there is no {0} to {1}', `${kind} ${id.name}`, behavior));
    return objects;
  }
  return objects.map(each => (each === held ? { ...held, object: combined(held.object, generated, behavior) } : each));
}

/** A held object with the data of another one. `merge` keeps the keys that only the held one has. */
function combined(held: Mapping, generated: Mapping, behavior: 'merge' | 'replace'): Mapping {
  const data = field(generated, 'data');
  const former = field(held, 'data');
  if (isOpen(data) || (behavior === 'merge' && isOpen(former))) return withField(held, 'data', data ?? former);
  if (behavior === 'replace' || former?.kind !== 'mapping' || data?.kind !== 'mapping') {
    const type = field(generated, 'type') ?? field(held, 'type');
    return withField(withField(held, 'data', data ?? (behavior === 'merge' ? former : undefined)), 'type', type);
  }
  let merged = former;
  for (const { key, value } of data.entries) {
    if (value !== undefined && value.kind !== 'alias') merged = withField(merged, key.text, value, key);
  }
  return withField(held, 'data', merged);
}

function generatedObject(entry: Mapping, kind: string, options: Content | undefined, stage: TransformerStage): Mapping {
  const word = (text: string): Scalar => ({ ...placeOfEntry(entry), kind: 'scalar', text, plain: true });
  let object: Mapping = { ...placeOfEntry(entry), kind: 'mapping', entries: [] };
  object = withField(object, 'apiVersion', word('v1'));
  object = withField(object, 'kind', word(kind));
  object = withMetadata(object, 'name', field(entry, 'name') ?? word(''));
  object = withMetadata(object, 'namespace', field(entry, 'namespace'));
  for (const under of ['labels', 'annotations']) {
    object = withMetadata(object, under, field(entry, 'options', under) ?? field(options, under));
  }
  const isSecret = kind === 'Secret';
  if (isSecret) object = withField(object, 'type', field(entry, 'type') ?? word('Opaque'));
  const unread = unreadEnvFile(entry, stage);
  if (unread !== undefined) return withField(object, 'data', unread);
  const values = valuesIn(entry, stage);
  if (values.length === 0) return object;
  let data: Mapping = { ...placeOfEntry(entry), kind: 'mapping', entries: [] };
  for (const [key, value] of values) data = withField(data, key, isSecret ? encoded(value) : value);
  return withField(object, 'data', data);
}

function placeOfEntry({ span, source }: Mapping): Pick<Mapping, 'span' | 'source'> {
  return source === undefined ? { span } : { span, source };
}

type KeyAndValue = readonly [string, Scalar];

function envFiles(entry: Mapping): readonly Scalar[] {
  const env = field(entry, 'env');
  return [...scalarsAt(entry, 'envs'), ...(env?.kind === 'scalar' ? [env] : [])];
}

/** A file of variables that the workspace doesn't hold can have any key. So all data is open. */
function unreadEnvFile(entry: Mapping, stage: TransformerStage): Scalar | undefined {
  const unread = envFiles(entry).find(file => contentOfFile(file, file.text, stage) === undefined);
  return unread && openScalar(t('content of {0}', unread.text), unread.span, unread.source ?? NO_SOURCE);
}

function valuesIn(entry: Mapping, stage: TransformerStage): readonly KeyAndValue[] {
  return [
    ...envFiles(entry).flatMap(file => valuesInEnvFile(file, stage)),
    ...scalarsAt(entry, 'literals').flatMap(valueInLiteral),
    ...scalarsAt(entry, 'files').flatMap(file => valueInFile(file, stage)),
  ];
}

function valueInLiteral(literal: Scalar): readonly KeyAndValue[] {
  const sign = literal.text.indexOf('=');
  if (sign <= 0) return [];
  const value = literal.text.slice(sign + 1);
  const [first, last] = [value.charAt(0), value.charAt(value.length - 1)];
  const isQuoted = value.length > 1 && first === last && (first === '"' || first === "'");
  return [[literal.text.slice(0, sign), { ...literal, text: isQuoted ? value.slice(1, -1) : value, plain: false }]];
}

/** `key=path`, or a path whose last part is the key. */
function valueInFile(entry: Scalar, stage: TransformerStage): readonly KeyAndValue[] {
  const sign = entry.text.indexOf('=');
  const path = entry.text.slice(sign + 1);
  const key = sign < 0 ? path.slice(path.lastIndexOf('/') + 1) : entry.text.slice(0, sign);
  const content = contentOfFile(entry, path, stage);
  return [[key, content ?? openScalar(t('content of {0}', path), entry.span, entry.source ?? NO_SOURCE)]];
}

function valuesInEnvFile(entry: Scalar, stage: TransformerStage): readonly KeyAndValue[] {
  const content = contentOfFile(entry, entry.text, stage);
  return (content?.text ?? '').split(/\r?\n/).flatMap(line => {
    const text = line.trimStart();
    const sign = text.indexOf('=');
    if (content === undefined || text === '' || text.startsWith('#')) return [];
    const key = sign < 0 ? text : text.slice(0, sign);
    return [[key, { ...content, text: sign < 0 ? '' : text.slice(sign + 1) }] as const];
  });
}

/** A file's text at the entry that names it. Undefined: the workspace does not hold the text. */
function contentOfFile(entry: Scalar, path: string, stage: TransformerStage): Scalar | undefined {
  const { folder, file, inputs, report } = stage;
  const followed = followPath(folder, path);
  if (followed.kind === 'outside') {
    report.leavesRoot(entry, file, path);
    return undefined;
  }
  report.loads(entry, path, followed.path, stage);
  const text = inputs.text(followed.path);
  if (text === undefined) return undefined;
  const source = { file: followed.path, text, origins: [] };
  const whole: Scalar = { kind: 'scalar', text, span: { start: 0, end: text.length }, plain: false, source };
  return contributed(whole, text, entry, t('file of this generator'));
}

const NO_SOURCE = { file: '', text: '', origins: [] };

function encoded(value: Scalar): Scalar {
  if (isOpen(value)) return value;
  const bytes = new TextEncoder().encode(value.text);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return { ...value, text: btoa(binary), plain: false };
}
