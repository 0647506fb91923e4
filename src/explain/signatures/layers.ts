import type { Signature } from '../signature.ts';

/** The registry answered; its layers come from another host. */
export const layers: readonly Signature[] = [
  {
    id: 'layers-blocked',
    kind: 'pull',
    words: [
      ['download failed after attempts', 'i/o timeout'],
      ['download failed after attempts', 'dial tcp'],
      ['error pulling image configuration', 'dial tcp'],
      ['httpreadseeker', 'blob.core.windows.net', 'i/o timeout'],
      ['httpreadseeker', 'data.azurecr.', 'i/o timeout'],
      ['httpreadseeker', 'data.azurecr.', 'no such host'],
      ['httpreadseeker', 'blob.core.windows.net', 'no such host'],
      ['httpreadseeker', 'blob.core.windows.net', 'connection re'],
      ['httpreadseeker', 'dial tcp'],
      ['lookup', 'data.azurecr.', 'no such host'],
      ['lookup', 'blob.core.windows.net', 'no such host'],
    ],
    says: 'The registry answered, and the host that its layers come from cannot be reached: another name, another rule.',
    stage: 'reach',
    causes: ['network-timeout', 'private-dns-missing', 'network-dns'],
    weight: 89,
    source: 'https://learn.microsoft.com/troubleshoot/azure/azure-container-registry/download-failed-443-io-time-out',
  },
  {
    id: 'layers-broke',
    kind: 'pull',
    words: [['httpreadseeker', 'blob.core.windows.net', 'eof']],
    says: 'The registry answered, and the connection to the host that its layers come from broke: by chance, or by a firewall.',
    stage: 'reach',
    causes: ['network-timeout', 'transient', 'private-dns-missing'],
    weight: 89,
    source: 'https://learn.microsoft.com/troubleshoot/azure/azure-container-registry/download-failed-443-io-time-out',
  },
  {
    id: 'layers-403',
    kind: 'pull',
    words: [
      ['httpreadseeker', '403'],
      ['failed to pull', 'server failed to authenticate the request'],
      ['failed to copy', 'blob.core.windows.net', '403'],
      ['blob.core.windows.net', 'server failed to authenticate the request'],
    ],
    says: 'The host that layers come from refused the download, as a firewall that looks into traffic does.',
    stage: 'reach',
    causes: ['network-firewall', 'network-timeout', 'transient'],
    weight: 85,
    source: 'https://github.com/open-policy-agent/opa/issues/6590',
  },
];
