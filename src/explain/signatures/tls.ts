import type { Signature } from '../signature.ts';

/** A connection came about, and no trusted one. */
export const tls: readonly Signature[] = [
  {
    id: 'privatelink-certificate',
    kind: 'pull',
    words: [['certificate is valid for', 'not', 'privatelink.azurecr']],
    says: "The reference names the private link's inner host, which the registry's certificate does not cover.",
    stage: 'reach',
    causes: ['unusable-host', 'tls-mismatch'],
    weight: 95,
    source: 'https://github.com/Azure/acr/issues/425',
  },
  {
    id: 'certificate',
    kind: 'pull',
    words: [
      ['x509: certificate is valid for'],
      ['x509: certificate signed by unknown authority'],
      ['x509: certificate has expired'],
      ['x509: certificate relies on'],
      ['x509: cannot validate certificate'],
      ['x509:', 'azurecr.'],
      ['tls: failed to verify certificate'],
      ['remote error: tls:'],
      ['azurecr.', 'certificate verify failed'],
      ['azurecr.', 'self-signed certificate'],
      ['azurecr.', 'self signed certificate'],
      ['server gave http response to https client'],
      ['does not look like a tls handshake'],
      // The first bytes of TLS, to a client that spoke HTTP.
      ['malformed http response', 'x15x03x01'],
      ['get tlsconfig for registry'],
      ['because only secure connections are allowed'],
    ],
    says: 'The certificate that was shown is not one that the client trusts for this host.',
    stage: 'reach',
    causes: ['tls-mismatch', 'unusable-host'],
    weight: 82,
    source: 'https://github.com/Azure/azure-cli/issues/29298',
  },
  {
    id: 'tls-broken',
    kind: 'pull',
    words: [['bad record mac'], ['proxyconnect tcp: eof']],
    says: 'The connection broke after it had come about.',
    stage: 'reach',
    causes: ['transient', 'network-timeout', 'tls-mismatch'],
    weight: 88,
    source: 'https://github.com/moby/moby/issues/21035',
  },
];
