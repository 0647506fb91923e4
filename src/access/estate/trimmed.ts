import { isObject } from '../../model/objects.ts';
import { resource } from '../snapshot/arm.ts';
import type { ArmObject } from '../snapshot/flattened.ts';
import { resourceKind } from '../snapshot/gather.ts';
import { part, textField } from './estate.ts';
import { kindsByType } from './kinds.ts';

/**
 * A resource with only the fields that a snapshot's reader takes. Everything else is dropped at once: it takes memory,
 * and templates, settings and environment variables may hold secrets in plain text.
 */
export function trimmed(from: ArmObject): ArmObject {
  const kept = taken(resourceKind(textField(from, 'type'))?.schema ?? { entries: resource }, from);
  return isObject(kept) ? withoutSecrets(kept) : from;
}

/**
 * Keeps the parts of some data that a schema names. Data in another shape loses its content, and the reader refuses it.
 */
function taken(schema: unknown, data: unknown): unknown {
  const { entries, item, value } = unwrapped(schema);
  if (Array.isArray(data)) return data.map(each => taken(item, each));
  if (!isObject(data)) return data;
  const within = (key: string) => (isObject(entries) && Object.hasOwn(entries, key) ? entries[key] : value);
  const own = Object.entries(data).filter(([key]) => within(key) !== undefined);
  return Object.fromEntries(own.map(([key, each]) => [key, taken(within(key), each)]));
}

/** A schema without the wrapper that lets it be null. */
function unwrapped(schema: unknown): ArmObject {
  if (!isObject(schema)) return {};
  return schema['wrapped'] === undefined ? schema : unwrapped(schema['wrapped']);
}

/**
 * Removes the sign-in from a proxy's address: `http://user:password@proxy:8080` → `http://proxy:8080`. It also removes
 * a site's file of several containers, which has their environment variables in plain text.
 */
function withoutSecrets(from: ArmObject): ArmObject {
  const properties = part(from, 'properties');
  const { httpProxyConfig: proxy, siteConfig: config } = properties;
  const more: Record<string, unknown> = {};
  if (isObject(proxy)) {
    const address = textField(proxy, 'httpsProxy').replace(/^([a-z]+:\/\/)?[^/]*@/i, '$1');
    more['httpProxyConfig'] = { ...proxy, httpsProxy: address || null };
  }
  if (isObject(config) && typeof config['linuxFxVersion'] === 'string')
    more['siteConfig'] = {
      ...config,
      linuxFxVersion: config['linuxFxVersion'].replace(/^(compose|kube)\|.*/is, '$1|'),
    };
  return Object.keys(more).length > 0 ? { ...from, properties: { ...properties, ...more } } : from;
}

/** The columns that a query asks for one by one: whole `properties` make pages larger than Resource Graph may send. */
export const columns: readonly string[] = [...new Set(Object.keys(kindsByType).flatMap(columnsOf))];

function columnsOf(type: string): readonly string[] {
  const entriesOf = (schema: unknown) => part(unwrapped(schema), 'entries');
  const fields = entriesOf(resourceKind(type)?.schema.entries['properties']);
  const shown = Object.keys(fields).filter(name => name !== 'siteConfig' && name !== 'siteContainers');
  return shown.flatMap(name => {
    const inner = Object.keys(entriesOf(fields[name]));
    return inner.length > 0 ? inner.map(each => `${name}.${each}`) : [name];
  });
}

/** Asked for its presence alone, and returned as a boolean: it may contain a password. */
const presence = 'httpProxyConfig.httpsProxy';

function columnOf(path: string): string {
  return path === presence ? `isnotempty(properties.${path})` : `properties.${path}`;
}

export const resourcesQuery = `resources
| where type in~ (${Object.keys(kindsByType)
  .map(type => `'${type}'`)
  .join(', ')})
| where type !startswith 'microsoft.network/privatednszones' or id contains 'azurecr.'
| project id, name, type, location, sku, identity, tags, ${columns.map((path, i) => `p${i}=${columnOf(path)}`).join(', ')}
| order by id asc`;

/**
 * Turns a row of that query into its resource.
 *   @param asked the columns of the query, which may be that of another version of this program
 */
export function resourceOf(row: ArmObject, asked = columns): ArmObject {
  const properties: Record<string, unknown> = {};
  for (const [i, path] of asked.entries()) {
    const shown = row[`p${i}`];
    const value = path === presence && typeof shown === 'boolean' ? (shown ? 'a proxy' : null) : shown;
    // Rows have null for null, and for fields that the type does not have.
    if (
      value === undefined ||
      (value === null && !kindsByType[textField(row, 'type').toLowerCase()]?.none?.includes(path))
    )
      continue;
    const [name = '', inner] = path.split('.');
    properties[name] = inner === undefined ? value : { ...part(properties, name), [inner]: value };
  }
  return trimmed({ ...row, properties });
}
