import type { PlannedGrant } from '../../access/planned/grants.ts';
import type { Fix, TextEdit } from '../../model/fix.ts';
import { t } from '../../model/l10n.ts';
import { type DeclaredResource, fieldOf, plainText, type WrittenExpression } from '../../model/program.ts';
import { editFix } from '../../verdict/fixes/fix.ts';
import { appRegistries } from './certain.ts';
import type { PlannedPull } from './choose.ts';
import { freeName } from './grantText.ts';
import { endOf, isBeside, isConditional, replacementEdit } from './written.ts';

// Fixes of an app's identities: the one that pulls is assigned to it, or replaces its own.

/** The expression of the app's registry entry that names the identity that pulls. */
function entryIn({ runtime: { declared, id }, map, host }: PlannedPull): WrittenExpression | undefined {
  const at = appRegistries(map.runtimeById(id)).findIndex(({ server }) => server.toLowerCase() === host);
  if (at < 0) return undefined;
  const registries = declared.language === 'bicep' ? ['properties', 'configuration', 'registries'] : ['registry'];
  return declared.written([...registries, String(at), 'identity']);
}

/** Adds the identity that the registry entry names to those of the app, if the code lists them literally. */
export function withIdentity(pull: PlannedPull): readonly Fix[] {
  const { declared, address } = pull.runtime;
  const isBicep = declared.language === 'bicep';
  const entry = entryIn(pull);
  const held = declared.written(isBicep ? ['identity', 'userAssignedIdentities'] : ['identity', '0', 'identity_ids']);
  if (entry === undefined || held === undefined || !isBeside(entry, held)) return [];
  // a name of an identity in this module, and not a text or a part of one
  if (!/^[\w.[\]]+\.id$/.test(entry.source)) return [];
  const whole = held.source.trimEnd();
  const [opening, closing] = [whole.at(0), whole.at(-1)];
  if (`${opening}${closing}` !== (isBicep ? '{}' : '[]')) return [];
  const inside = whole.slice(1, -1).trimEnd();
  const lastLine = inside.slice(inside.lastIndexOf('\n') + 1);
  // behind a comment, the rest of the line is a comment, too
  if (lastLine.trim() === '' || /\/\/|#/.test(lastLine)) return [];
  const item = isBicep ? `'\${${entry.source}}': {}` : entry.source;
  const isLong = lastLine !== inside;
  // lines of Bicep need no commas
  const comma = inside.endsWith(',') || (isBicep && isLong) ? '' : ',';
  const indent = isLong ? `\n${/^[ \t]*/.exec(lastLine)?.[0] ?? ''}` : ' ';
  const at = held.span.start + 1 + inside.length;
  const newText = `${comma}${indent}${item}`;
  const edit = { file: held.file, span: { start: at, end: at }, newText };
  return [editFix(t('Assign the identity to `{0}`', address), 'assignIdentity', edit)];
}

/**
 * Adds a user-assigned identity that exists before the app and its role. It gets the grant, and the app waits for the
 * grant. Only in Bicep: in Terraform, an app has no location that the identity could take.
 */
export function withOwnIdentity({ resource, address }: PlannedGrant, pull: PlannedPull): readonly Fix[] {
  const [app, grant] = [pull.runtime.declared, resource.declared];
  const [whole, given] = [app.written([]), grant.written([])];
  const [identity, entry] = [app.written(['identity']), entryIn(pull)];
  if (app.language !== 'bicep' || !whole || !given || !identity || !entry) return [];
  const [location, name] = ['location', 'name'].map(field => lineOf(field, whole));
  if (![given, identity, entry].every(each => isBeside(each, whole))) return [];
  const [symbol, pullSymbol] = [app, grant].map(symbolOf);
  const isPlain = isSystemAlone(app) && /^'system'$/i.test(entry.source) && app.written(['dependsOn']) === undefined;
  if (!isPlain || !symbol || !pullSymbol || !location || !name || isConditional(pull.runtime, pull)) return [];
  const own = freeName(`${symbol}Identity`, '', pull);
  const regranted = changedReferences(given, symbol, own);
  if (regranted === undefined) return [];
  const { file } = whole;
  const end = endOf(whole);
  // other parts may use its own identity
  const isLong = identity.source.includes('\n');
  const held = isLong
    ? `{\n    type: 'SystemAssigned,UserAssigned'\n    userAssignedIdentities: { '\${${own}.id}': {} }\n  }`
    : `{ type: 'SystemAssigned,UserAssigned', userAssignedIdentities: { '\${${own}.id}': {} } }`;
  const label = name.startsWith("'") ? `'id-${name.slice(1)}` : `'id-\${${name}}'`;
  const made = `\n\nresource ${own} 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {\n  name: ${label}\n  location: ${location}\n}`;
  const edit: TextEdit = {
    ...replacementEdit(identity, held),
    also: [
      replacementEdit(entry, `${own}.id`),
      { file, span: { start: end - 1, end: end - 1 }, newText: `  dependsOn: [ ${pullSymbol} ]\n` },
      { file, span: { start: end, end }, newText: made },
      ...regranted,
    ],
  };
  return [editFix(t('Let a user-assigned identity pull, with the role of `{0}`', address), 'ownIdentity', edit)];
}

/** Changes a grant from the app's own identity to another one. Undefined: it uses other attributes of the app. */
function changedReferences({ file, span, source }: WrittenExpression, symbol: string, own: string) {
  const path: Readonly<Record<string, string>> = { id: 'id', name: 'name', 'identity.principalId': PRINCIPAL };
  const edits: TextEdit[] = [];
  for (const match of source.matchAll(/(?<![\w.])\w+(?:\.\w+)*/g)) {
    const [head = '', ...rest] = match[0].split('.');
    if (head !== symbol) continue;
    const to = path[rest.join('.')];
    if (to === undefined) return undefined;
    const start = span.start + match.index;
    edits.push({ file, span: { start, end: start + match[0].length }, newText: `${own}.${to}` });
  }
  return edits.some(({ newText }) => newText.endsWith(PRINCIPAL)) ? edits : undefined;
}

/** The value of a field on a line of its own: a name, such as that of a parameter, or a text as it is written. */
function lineOf(field: string, { source }: WrittenExpression): string | undefined {
  const lines = source.matchAll(/\n[ \t]*(\w+)[ \t]*:[ \t]*([\w.]+|'[^'\n]*')[ \t]*(?=\r?\n)/g);
  for (const [, name, value] of lines) if (name === field) return value;
  return undefined;
}

const PRINCIPAL = 'properties.principalId';

function isSystemAlone({ body }: DeclaredResource): boolean {
  const identity = fieldOf(body(), 'identity');
  const type = identity === undefined || identity === 'absent' ? identity : fieldOf(identity, 'type');
  return type !== undefined && type !== 'absent' && plainText(type)?.toLowerCase() === 'systemassigned';
}

/** The name of a resource in its own module. Undefined for one of several. */
function symbolOf({ address }: DeclaredResource): string | undefined {
  const symbol = address.split('.').at(-1) ?? '';
  return /^\w+$/.test(symbol) ? symbol : undefined;
}
