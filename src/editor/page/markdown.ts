import { isGuid, subscriptionOf } from '../../access/ids.ts';
import type { AccessMap } from '../../access/map.ts';
import { quoteForMarkdown, visible } from '../../model/quote.ts';

/** The mark of each verdict. */
export const marks = { denied: '✗', unknown: '?', allowed: '✓' } as const;

/** Markdown out of text from manifests and from Azure, which is hostile. */
export const escaped = quoteForMarkdown;

/** A text as code, which knows no escapes: so what ends it, or would be a line, can't be in it. */
export function code(text: string): string {
  const inside = visible(text).replaceAll('`', 'ˋ').trim();
  return inside === '' ? '' : `\`${inside}\``;
}

/**
 * A sentence with names in backticks, as Markdown or by the quoting of another sink. A name that holds a backtick
 * itself only shifts what is shown as code: each part is either code or escaped.
 */
export function markdownSentence(text: string, asCode = code, asText = escaped): string {
  const parts = text.split('`');
  return parts.map((part, i) => (i % 2 === 1 && i < parts.length - 1 ? asCode(part) : asText(part))).join('');
}

export function bold(text: string): string {
  return `**${escaped(text.trim())}**`;
}

/** `title` is ours or hostile, `address` is only ever made by portalLink or commandLink. */
export function link(title: string, address: string): string {
  return `[${escaped(title)}](${address})`;
}

/** For Markdown that trusts this command. The arguments are data, and are encoded so that nothing ends the link. */
export function commandLink(title: string, command: string, ...parameters: readonly unknown[]): string {
  return link(title, commandAddress(command, parameters));
}

export function commandAddress(command: string, parameters: readonly unknown[]): string {
  return `command:${command}?${encoded(JSON.stringify(parameters))}`;
}

/** For an address: `encodeURIComponent` leaves some marks that mean something in Markdown. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[()'*!]/g, mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * https://learn.microsoft.com/azure/china/resources-developer-guide,
 * …/azure-government/compare-azure-government-global-azure
 */
const portals: Readonly<Record<string, string>> = {
  AzureCloud: 'https://portal.azure.com',
  AzureChinaCloud: 'https://portal.azure.cn',
  AzureUSGovernment: 'https://portal.azure.us',
};

/**
 * The page of a resource in the portal of its cloud. Undefined where it has none. An assignment has no page of its own:
 * it is listed at its scope, under access control.
 */
export function portalLink(id: string, map: Pick<AccessMap, 'cloud' | 'tenantOf'>): string | undefined {
  const portal = portals[map.cloud ?? 'AzureCloud'];
  if (portal === undefined || !/^\/subscriptions\/[^/]/i.test(id)) return undefined;
  const access = /\/providers\/Microsoft\.Authorization\//i.exec(id);
  const resource = access ? id.slice(0, access.index) : id;
  const path = resource.split('/').map(encoded).join('/');
  const subscription = subscriptionOf(id);
  const tenant = subscription === undefined ? undefined : map.tenantOf(subscription);
  return `${portal}/#@${tenant !== undefined && isGuid(tenant) ? tenant : ''}/resource${path}${access ? '/users' : ''}`;
}

/**
 * Our sentences have names in backticks, as Markdown has them. A diagnostic is shown as it is written, in the list of
 * problems as in the hover, so there names are in quotation marks instead.
 */
export function inPlainText(sentence: string): string {
  return sentence.replaceAll(/`([^`]*)`/g, '“$1”');
}

/** Menus, trees and questions show backticks as they are. */
export function plain(text: string): string {
  return text.replaceAll('`', '');
}

/**
 * A page whose examples name the repository that the extension is from, as its package.json has it: they can be pasted.
 */
export function withRepository(page: string, url: unknown): string {
  const [, name] = /github\.com\/([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(String(url)) ?? [];
  return name === undefined ? page : page.replaceAll('OWNER/REPOSITORY', name);
}
