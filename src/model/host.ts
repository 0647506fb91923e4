// An Azure registry's host: the one place that knows how it looks.
import { t } from './l10n.ts';

/** The suffixes of login servers. https://learn.microsoft.com/azure/container-registry/container-registry-faq */
export const azureSuffixes = ['azurecr.io', 'azurecr.cn', 'azurecr.us'] as const;

/** Azure Germany had registries of its own until it was closed in October 2021. */
export const retiredSuffix = 'azurecr.de';

const azureHost = /.\.azurecr\.(?:io|cn|us)$/i;

/**
 * Returns whether a host is one of Azure Container Registry's, with a port or without. Only the suffix decides: names
 * can have a hash (`shop-1a2b.azurecr.io`) or a region (`shop.westeurope.geo.azurecr.io`). Private link and data hosts
 * count as well.
 */
export function isAzureHost(host: string): boolean {
  return azureHost.test(withoutPort(host));
}

/** Returns whether a text contains such a host, even a broken or half-written one: `${NAME}.azurecr.io/app`. */
export function namesAzureHost(text: string): boolean {
  return /\.azurecr\.(?:io|cn|us)\b/i.test(text) || loginServer.test(text) || callsItselfAzure(text);
}

/**
 * Finds hosts that look like Azure's to a person and are none: letters of another alphabet in the suffix, such as a
 * Cyrillic `а`, or invisible characters.
 */
export function looksLikeAzureHost(host: string): boolean {
  if (!/[^ -~]/.test(host)) return false;
  const seen = [
    ...withoutPort(host)
      .normalize('NFKC')
      .replace(/\p{Cf}/gu, '')
      .toLowerCase(),
  ];
  return azureSuffixes.some(suffix => {
    const letters = [...`.${suffix}`];
    const end = seen.slice(-letters.length);
    const same = letters.filter((letter, i) => end[i] === letter).length;
    const isOther = letters.some((letter, i) => end[i] !== letter && /[ -~]/.test(end[i] ?? ' '));
    return seen.length > letters.length && !isOther && same > letters.length / 2;
  });
}

/**
 * `${acrUrl}`, `$ACR`, `ACR_SERVER`, `[parameters('azureContainerRegistry')]`: a placeholder whose name is the only
 * sign of a registry's host.
 */
export function callsItselfAzure(text: string): boolean {
  return PLACEHOLDER.exec(text)?.some((name, i) => i > 0 && name !== undefined && acrName.test(name)) ?? false;
}

/** In every tool's way, as long as there is nothing else in it. */
const PLACEHOLDER =
  /^(?:oci:\/\/)?(?:\$\{\{([^{}]{1,200})\}\}|\$\{(?!(?:data\.)?azurerm_)([^{}/]{1,200})\}|\$\(([^()/]{1,200})\)|\$((?:env:)?\w{1,100})|\$\[([\w.-]{1,100})\]|\{\{([^{}]{1,200})\}\}|<([^<>/]{1,100})>|__(\w{1,100})__|#\{([\w.-]{1,100})\}#?|\[parameters\('([\w-]{1,100})'\)\]|([A-Z][A-Z\d]*(?:_[A-Z\d]+){1,20}))(?=\/|$)/;

/** The word in names of variables: what Azure's own samples call a registry. */
const acrName =
  /(?<![A-Za-z])(?:acr(?![a-z])|ACR(?![A-Za-z])|ACR(?=L|N|S|URL|Url|R[Ee]))|Acr(?![a-z])|[aA]zure_?[cC]ontainer_?[rR]egistry|AZURE_CONTAINER_REGISTRY/;

/**
 * Returns whether a host is an expression for a registry's own property:
 * `${azurerm_container_registry.shop.login_server}`.
 */
export function isLoginServer(host: string): boolean {
  return loginServer.exec(host)?.[0] === host;
}

/**
 * Matches a login server in Terraform, Bicep and Azure's templates. Registries are the only Azure resources with this
 * property. Its value may contain a hash, so the registry's name doesn't give it. Outputs, secrets and variables match
 * by their name, which is Azure's own term. So do answers of the Azure CLI.
 * https://learn.microsoft.com/azure/templates/microsoft.containerregistry/registries
 * https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/container_registry#login_server-1
 */
const loginServer = new RegExp(
  [
    /\$\{(?:data\.)?azurerm_container_registry\.[\w-]{1,100}(?:\[[^\]{}]{0,100}\]|\.\d+)?\.login_server\}/,
    /\$\{module\.[\w-]{1,100}(?:\[[^\]{}]{0,100}\])?\.(?:\w{1,60}_)?login_server\}/,
    /\$\{[^\s{}]{1,200}\.(?:properties\.l|outputs\.(?:l|\w{1,60}L))oginServer\}/,
    /\$\{\{\s*(?:secrets|vars|env|inputs|(?:steps|needs)\.[\w.-]{1,100}\.outputs)\.\w{0,60}(?:[lL]ogin_?[sS]erver|LOGIN_?SERVER)\s*\}\}/,
    /\$(?:\(\w{0,60}(?:[lL]ogin_?[sS]erver|LOGIN_?SERVER)\)|\{\w{0,60}(?:[lL]ogin_?[sS]erver|LOGIN_?SERVER)\})/,
    /\$(?:env:)?\w{0,60}(?:[lL]ogin_?[sS]erver|LOGIN_?SERVER)(?!\w)/,
    /\$\(az\s(?:[^()]|\([^()]{0,100}\)){1,300}[lL]oginServer[^()]{0,100}\)/,
    /(?:\$\{|\[)reference\([^{}]{0,200}\)\.(?:outputs\.\w{0,60})?[lL]oginServer(?:\.value)?[}\]]/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

export function withoutPort(host: string): string {
  return host.replace(/:\d*$/, '');
}

/** Why no runtime whatsoever can pull from a host, and the host that is meant. */
interface HostFault {
  /** The kind of host that it is instead of a login server, as a clause: `the private link's internal name, …`. */
  readonly what: string;
  readonly meant: string;
}

/**
 * Hosts that lead to a registry and are of no use in a reference, whichever identity pulls.
 * - the private link's internal name: no certificate covers it (https://github.com/Azure/acr/issues/425)
 * - a data endpoint: it serves layers to those whom the login server sent
 *   (https://learn.microsoft.com/azure/container-registry/container-registry-dedicated-data-endpoints)
 * - a port other than 443: a registry listens on no other
 */
export function hostFault(host: string): HostFault | undefined {
  const name = withoutPort(host);
  if (!isAzureHost(name)) return undefined;
  const labels = name.split('.');
  const meant = [labels[0], ...labels.slice(-2)].join('.');
  if (labels.includes('privatelink')) {
    return { what: t("the private link's internal name, which the registry's certificate doesn't cover"), meant };
  }
  if (labels.length > 3 && labels.at(-3) === 'data') {
    return { what: t('a data endpoint, which serves layers, not manifests'), meant };
  }
  const port = host.slice(name.length);
  if (port === '' || port === ':443') return undefined;
  return { what: t('a host with port {0}, on which no registry listens', port.slice(1)), meant: name };
}

/** `shop.westeurope.geo.azurecr.io`: a registry's endpoint in one region. */
export function isRegional(host: string): boolean {
  return /^[^.]+\.[^.]+\.geo\.azurecr\.[a-z]+$/.test(withoutPort(host));
}
