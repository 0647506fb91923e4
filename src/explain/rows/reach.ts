import { t } from '../../model/l10n.ts';
import { forbiddenElsewhere } from './rankings.ts';
import { pullRows } from './row.ts';

/** The registry was not reached, or refused the caller for where it comes from. A 403 on a pull is the network. */
export const reach = pullRows('reach', [
  {
    id: 'client-ip-not-allowed',
    own: 'client with ip … is not allowed access | denied: client w* | aka.ms/acr/firewall',
    words: 'is not allowed access',
    says: t("The registry's firewall refused the address that the traffic came from."),
    causes: ['network-firewall', 'network-private-only', 'private-dns-missing'],
    sure: true,
    weight: 90,
    source: 'https://github.com/Azure/acr/issues/633',
  },
  {
    id: 'public-access-disabled',
    words: 'public network access is disabled | publicnetworkaccess … disabled',
    says: t('Public access to the registry is off.'),
    causes: ['network-private-only', 'private-dns-missing', 'network-firewall'],
    weight: 91,
    source: 'https://github.com/Azure/app-service-linux-docs/issues/45',
  },
  {
    id: 'token-403',
    own: `
      failed to fetch anonymous token … 403 | failed to fetch oauth token … 403 | failed to authorize … 403 forbidden |
      oauth2/token … 403 forbidden | did not issue a valid aad challenge … 403 | oauth2/exchange … 403 |
      rejected token exchange … 403 | connectivity_forbidden_error | looks like you don't have access to registry`,
    says: t('The registry rejected the request before it checked credentials: network rules cause a 403 on a pull.'),
    causes: {
      usual: ['network-firewall', 'private-dns-missing', 'network-private-only'],
      elsewhere: forbiddenElsewhere,
    },
    refusesElsewhere: true,
    weight: 80,
    source:
      'https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/extensions/cannot-pull-image-from-acr-to-aks-cluster',
  },
  {
    id: 'exchange-403',
    own: `
      connectivity_refresh_token_error … 403 | access to registry … was denied. response code: 403 |
      forbidden or unauthorized`,
    says: t('The registry refused the sign-in: a 403 is usually the network, sometimes a missing role.'),
    causes: ['network-firewall', 'no-pull-role', 'network-private-only'],
    weight: 79,
    source: 'https://learn.microsoft.com/azure/container-registry/container-registry-troubleshoot-login-authn-authz',
  },
  {
    id: 'registry-403',
    own: 'error parsing http 403 response body | dockerapiexception … message:denied | /manifests/ … 403 forbidden',
    words: '403 | forbidden',
    says: t('The registry, or a proxy in front of it, answered 403: on a pull, that is the network, not a role.'),
    causes: {
      usual: ['network-firewall', 'network-private-only', 'private-dns-missing'],
      elsewhere: forbiddenElsewhere,
    },
    refusesElsewhere: true,
    weight: 78,
    source: 'https://github.com/Azure/AKS/issues/1383',
  },
  {
    id: 'privatelink-certificate',
    own: 'certificate is valid for … not … privatelink.azurecr',
    says: t("The reference names the private link's internal host, which the certificate doesn't cover."),
    causes: ['unusable-host', 'tls-mismatch'],
    sure: true,
    weight: 95,
    source: 'https://github.com/Azure/acr/issues/425',
  },
  {
    id: 'certificate',
    words: `
      x509: | tls: failed to verify certificate | remote error: tls: | certificate verif* | certificate has expired |
      certificate signed by unknown authority | self-signed certificate | self signed certificate |
      unable to establish a secure connection to the registry | connectivity_ssl_error |
      server gave http response to https client | does not look like a tls handshake | pkix path`,
    says: t("The client doesn't trust the certificate that it got for this host."),
    causes: ['tls-mismatch', 'unusable-host'],
    weight: 82,
    source: 'https://github.com/Azure/AKS/issues/1355',
  },
  {
    id: 'no-such-host',
    own: 'checking host name resolution … : failed | failed to resolve specified fqdn | connectivity_dns_error',
    words: `
      no such host | could not resolve host | failed to resolve host | name or service not known |
      temporary failure in name resolution | nodename nor servname | getaddrinfo* | failed to lookup address |
      unknownhost*`,
    says: t('DNS has no such host: the name is wrong, or it is private and unknown in this network.'),
    causes: ['network-dns', 'registry-not-found', 'private-dns-missing'],
    weight: 86,
    source: 'https://github.com/microsoft/azure-pipelines-tasks/issues/10616',
  },
  {
    id: 'dns-failed',
    words: `
      server misbehaving | dial tcp: lookup … i/o timeout | dial tcp: lookup … connection refused |
      dial tcp: lookup … dial udp | dial tcp: lookup … read udp | lookup … try again`,
    says: t("The DNS server didn't answer."),
    causes: ['network-dns', 'private-dns-missing', 'transient'],
    weight: 87,
    source: 'https://github.com/microsoft/containerregistry/issues/144',
  },
  {
    id: 'proxy-misspelled',
    words: 'proxyconnect tcp: dial tcp: lookup http*',
    says: t("The proxy's address is misspelled, so the registry wasn't reached."),
    causes: ['network-timeout', 'network-dns'],
    weight: 88,
    source: 'https://github.com/docker/for-win/issues/2860',
  },
  {
    id: 'private-dns-wrong',
    own: 'through private ip is incorrect | lookup … privatelink.azurecr … no such host | lookup … data.azurecr. … no such host',
    says: t("The virtual network's DNS doesn't lead to the private endpoint."),
    causes: ['private-dns-missing', 'network-dns'],
    weight: 87,
    source: 'https://github.com/Azure/azure-cli/pull/17746',
  },
  {
    id: 'layers-blocked',
    own: `
      download failed after attempts … dial tcp | error pulling image configuration … dial tcp |
      httpreadseeker … i/o timeout | httpreadseeker … dial tcp | httpreadseeker … blob.core.windows.net … eof`,
    says: t("The registry answered, but the host that serves its layers can't be reached. Rules have to allow both."),
    causes: ['network-timeout', 'private-dns-missing', 'network-dns'],
    weight: 85,
    source: 'https://learn.microsoft.com/troubleshoot/azure/azure-container-registry/download-failed-443-io-time-out',
  },
  {
    id: 'layers-403',
    own: 'httpreadseeker … 403 | blob.core.windows.net … server failed to authenticate the request',
    says: t('The host that serves the layers refused the download, as a firewall that inspects traffic can do.'),
    causes: ['network-firewall', 'network-timeout', 'transient'],
    weight: 85,
    source: 'https://github.com/open-policy-agent/opa/issues/6590',
  },
  {
    id: 'streaming-mirror',
    own: `
      failed to do request: … localhost:8578 | localhost:8578 … 50* | failed to open remote file as tar file`,
    says: t("The node's own mirror for artifact streaming failed. The registry refused nothing."),
    causes: ['transient', 'network-timeout'],
    weight: 86,
    source: 'https://github.com/Azure/acr/issues/739',
  },
  {
    id: 'dial-timeout',
    words: `
      i/o timeout | no route to host | network is unreachable | unreachable network | connection refused |
      actively refused | econnrefused | etimedout | connectex: | proxyconnect tcp | proxy authentication required |
      connection timed out | unable to connect | failed to connect | could not connect`,
    says: t("The registry couldn't be reached, so no credential was checked."),
    causes: ['network-timeout', 'network-private-only', 'network-dns'],
    weight: 84,
    source: 'https://github.com/Azure/acr/issues/594',
  },
  {
    id: 'no-answer',
    own: `
      pulling image … because of no progress | network timed out while trying to connect |
      unable to communicate with the registry | error reaching registry endpoint | could not reach any registry endpoint |
      failed to do request: … deadline exceeded | could not connect to the registry login server`,
    words: `
      client.timeout exceeded while awaiting headers | request canceled while waiting for connection |
      net/http: request canceled | context deadline exceeded | deadlineexceeded | tls handshake timeout | timed out |
      max retries exceeded | operation timeout | request timeout | dial tcp`,
    says: t("The registry didn't answer in time."),
    causes: ['network-timeout', 'network-dns', 'network-private-only', 'transient'],
    weight: 76,
    source:
      'https://learn.microsoft.com/troubleshoot/azure/azure-container-registry/request-canceled-waiting-connection-timeout-exceeded',
  },
  {
    id: 'no-challenge',
    own: 'connectivity_challenge_error | did not issue a challenge',
    says: t("The registry didn't say how to sign in. It does so only for callers that its network rules allow."),
    causes: ['network-private-only', 'network-firewall', 'private-dns-missing', 'network-timeout'],
    weight: 70,
    source: 'https://github.com/Azure/acr/issues/533',
  },
  {
    id: 'server-error',
    own: `
      received unexpected http status: 50* | /v2/ … 500 internal server error | /v2/ … : eof |
      access to registry … was denied. response code: 50*`,
    words: `
      500 internal server error | 502 | 503 | 504 | bad gateway | service unavailable | gateway time-out | gateway timeout |
      connection reset | econnreset | forcibly closed | unexpected eof | : eof | context canceled | bad record mac |
      cannot assign requested address | i/o error for image`,
    says: t('The registry failed, or the connection to it broke.'),
    causes: ['transient', 'network-timeout'],
    weight: 58,
    source: 'https://github.com/microsoft/containerregistry/issues/169',
  },
  {
    id: 'odd-status',
    words: '400 | 405 | 406 | 409 | 410 | 412 | 418',
    says: t("The registry, or a proxy in front of it, didn't accept the request."),
    causes: ['transient', 'registry-not-found', 'network-timeout'],
    weight: 33,
    source: 'https://github.com/Azure/AKS/issues/489',
  },
  {
    id: 'rate-limited',
    own: `
      toomanyrequests: | error parsing http 429 response body | pull qps exceeded | reached your pull rate limit |
      reached your unauthenticated pull rate limit | aka.ms/acr/skus#sku-feature | connectivity_toomanyrequests_error |
      an error response is received from the docker registry | registryerrorresponse`,
    words: '429 | too many requests | rate limit | throttl*',
    says: t('The registry asks the client to slow down.'),
    causes: ['rate-limited', 'transient'],
    sure: true,
    weight: 93,
    source: 'https://github.com/Azure/AKS/issues/1400',
  },
]);
