import { t } from '../../model/l10n.ts';
import { type AdviceTable, az, type Known, registryField, upper, word } from './known.ts';

const health = ({ registry }: Known) => `${az('acr check-health', ['--name', registry])} --ignore-errors --yes`;

/** From where the runtime is, if there is a way to look from there. */
const fromRuntime = (known: Known) =>
  !known.isAzure
    ? `curl -sSI ${word(`https://${known.host}/v2/`)}`
    : known.origin === 'kubernetes'
      ? az('aks check-acr', ['--resource-group', '<group>'], ['--name', '<cluster>'], ['--acr', known.host])
      : health(known);

/** The way to the registry. */
export const networkAdvice: AdviceTable = {
  'network-firewall': {
    why: ({ shown }) =>
      t(
        'The network where the pull ran may be none that {0} lets in, or a proxy on the way lets through. A missing role would be a 401.',
        shown,
      ),
    check: ({ registry, host, isAzure }) =>
      isAzure ? az('acr network-rule list', ['--name', registry]) : `curl -sSI ${word(`https://${host}/v2/`)}`,
    fix: ({ registry, isAzure }) =>
      !isAzure
        ? t('Ask the owner of that registry, or of the proxy before it, which callers it lets in.')
        : t(
            "A private endpoint in the runtime's network lasts. Otherwise, once the address is static: {0}",
            az('acr network-rule add', ['--name', registry], ['--ip-address', '<address>']),
          ),
  },
  'network-private-only': {
    why: ({ shown }) => t('A private endpoint may be the only way to {0}, with none within reach.', shown),
    check: known =>
      registryField(known, '{public:publicNetworkAccess, endpoints:privateEndpointConnections[].privateEndpoint.id}'),
    fix: ({ suffix }) =>
      t(
        "Put a private endpoint into the runtime's network or peer the networks, then link the zone privatelink.{0}.",
        suffix,
      ),
  },
  'private-dns-missing': {
    why: ({ shown }) =>
      t(
        'A private endpoint is found through a private DNS zone; without one, the name of {0} leads to the public address, or nowhere.',
        shown,
      ),
    check: ({ suffix }) =>
      `${az('network private-dns link vnet list', ['--resource-group', '<group>'], ['--zone-name', `privatelink.${suffix}`])} -o table`,
    fix: ({ suffix }) =>
      az(
        'network private-dns link vnet create',
        ['--resource-group', '<group>'],
        ['--zone-name', `privatelink.${suffix}`],
        ['--name', '<link>'],
        ['--virtual-network', '<networkId>'],
        ['--registration-enabled', 'false'],
      ),
  },
  'network-timeout': {
    why: ({ shown }) =>
      t(
        'Packets to {0} or to its data endpoint get lost: a network security group, a route through a firewall, a private endpoint out of reach.',
        shown,
      ),
    check: fromRuntime,
    fix: ({ host, isAzure, suffix }) =>
      !isAzure
        ? t('Let port 443 out to {0}.', host)
        : t(
            'Let port 443 out to {0} and to its data endpoint (*.data.{1} where data endpoints or private link are on, else {2}).',
            host,
            suffix,
            suffix === 'azurecr.io' ? '*.blob.core.windows.net' : t("the cloud's blob storage"),
          ),
  },
  'network-dns': {
    why: ({ host }) => t('DNS gives no address for `{0}` where the pull ran.', host),
    check: ({ host }) => `nslookup ${word(host)}`,
    fix: known =>
      !known.isAzure
        ? t("See to the DNS server's forwarding.")
        : t(
            "Compare the host with {0}; if it is right, see to the private DNS zone or the DNS server's forwarding.",
            registryField(known, 'loginServer'),
          ),
  },
  'tls-mismatch': {
    why: ({ shown }) =>
      t(
        "Something between here and {0} shows a certificate of its own, as a proxy does, or the host is one that the registry's certificate does not cover.",
        shown,
      ),
    check: ({ host }) =>
      `openssl s_client -connect ${word(`${host}:443`)} -servername ${word(host)} </dev/null 2>/dev/null | openssl x509 -noout -subject -issuer`,
    fix: () =>
      t("Trust the proxy's authority on the nodes, or exempt the registry from it; never switch the check off."),
  },
  'rate-limited': {
    why: ({ shown, isAzure, host }) =>
      isAzure
        ? t('{0} got too many requests in a minute.', upper(shown))
        : t('`{0}` allows only so many pulls, fewer without a login.', host),
    check: ({ isAzure, registry }) =>
      isAzure
        ? `${az('acr show', ['--name', registry], ['--query', 'sku.name'])} -o tsv`
        : 'kubectl get events --all-namespaces --field-selector reason=Failed',
    fix: ({ isAzure }) =>
      isAzure
        ? t(
            'Wait as long as Retry-After says; pull with identities of their own, cache layers, or move to a higher tier.',
          )
        : t('Cache the image in a registry of your own (artifact cache), or sign in to that registry.'),
  },
  transient: {
    why: () => t('It may have been a passing trouble: runtimes try again by themselves.'),
    check: () => 'kubectl get events --all-namespaces --field-selector reason=Failed --sort-by=.lastTimestamp',
    fix: () =>
      t(
        'Let the runtime retry. If it keeps coming back, look for what runs full or runs out at that pace: a disk, a proxy, a cached credential.',
      ),
  },
};
