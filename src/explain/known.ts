import { isAzureHost, withoutPort } from '../model/host.ts';
import { quoteForBash } from '../model/quote.ts';
import { commandFor } from '../verdict/fixes/print.ts';
import type { Mention } from './paste/images.ts';
import type { Origin } from './signature.ts';

/** What commands are filled in with: what the text names, and a placeholder in quotes for what it doesn't. */
export interface Known {
  readonly origin: Origin;
  readonly host: string;
  /** The registry's name in Azure, as far as its host shows it. */
  readonly registry: string;
  /** Its resource id, where a map knows it. */
  readonly registryId: string;
  /** `repository:tag`. */
  readonly image: string;
  readonly repository: string;
  /** The host in backticks, or `the registry`, for sentences. */
  readonly shown: string;
  readonly isAzure: boolean;
}

export function knownOf(mention: Mention | undefined, origin: Origin, registryId?: string): Known {
  const host = mention?.host;
  const isAzure = host !== undefined && isAzureHost(host);
  const image = mention?.image?.slice(mention.image.indexOf('/') + 1);
  const registry = isAzure ? registryName(host) : undefined;
  return {
    origin,
    host: host === undefined ? '<registry>.azurecr.io' : withoutPort(host),
    registry: registry ?? '<registry>',
    registryId: registryId ?? (registry === undefined ? '<registryId>' : `<id of ${registry}>`),
    image: image ?? '<repository>:<tag>',
    repository: mention?.repository ?? '<repository>',
    shown: host === undefined ? 'the registry' : `\`${host}\``,
    // A text that names no host is most likely about the registry that this tool is for.
    isAzure: host === undefined || isAzure,
  };
}

/** `shop` of `shop.azurecr.io`, and of `shop-1a2b3c.azurecr.io`: a name holds no dash, what follows one is a hash. */
function registryName(host: string): string {
  const [label = ''] = host.split('.');
  const [name = ''] = label.split('-');
  return name;
}

/**
 * A command of the Azure CLI, its values quoted for bash; flags are written with the words. Names from a text have gone
 * through the grammar of image references, so none is left that could not be passed on.
 */
export function az(words: string, ...options: readonly (readonly [name: string, value: string])[]): string {
  return commandFor('bash', { words: ['az', ...words.split(' ')], options }) ?? `az ${words}`;
}

/** One word for bash. */
export function word(value: string): string {
  if (/^[A-Za-z0-9_./:-]+$/.test(value)) return value;
  return quoteForBash(value) ?? "''";
}
