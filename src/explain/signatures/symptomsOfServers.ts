import type { Signature } from '../signature.ts';
import { httpStatus } from './pullWords.ts';

/** How any tool says that what answered could not, or would not yet. */
export const serverTrouble: readonly Signature[] = [
  {
    id: 'any-rate-limit',
    kind: 'pull',
    words: [['too many requests'], ['toomanyrequests'], ['rate limit'], ['ratelimit'], ['throttl'], ['qps exceeded']],
    pattern: httpStatus('429'),
    says: 'The registry asks to slow down.',
    stage: 'find',
    causes: ['rate-limited', 'transient'],
    weight: 93,
    source: 'https://github.com/Azure/AKS/issues/1400',
  },
  {
    id: 'any-server-status',
    kind: 'pull',
    words: [['bad gateway'], ['service unavailable'], ['gateway timeout'], ['gateway time-out']],
    pattern: httpStatus('50[234]'),
    says: 'The registry, or a proxy before it, could not answer.',
    stage: 'reach',
    causes: ['transient', 'network-timeout'],
    weight: 79,
    source: 'https://github.com/Azure/acr/issues/77',
  },
  {
    id: 'any-odd-status',
    kind: 'pull',
    words: [['405 method not allowed']],
    // No registry answers a pull with these; proxies, caches and web servers do.
    pattern: httpStatus('(?:405|406|409|410|411|412|413|418|424|451)'),
    says: 'What answered is no registry, or a proxy before it that does not know what was asked.',
    stage: 'reach',
    causes: ['transient', 'registry-not-found', 'network-timeout'],
    weight: 33,
    source: 'https://github.com/Azure/AKS/issues/489',
  },
  {
    id: 'any-server-error',
    kind: 'pull',
    words: [
      ['connection reset'],
      ['econnreset'],
      ['broken pipe'],
      ['forcibly closed'],
      ['unexpected eof'],
      [': eof'],
      ['stream error'],
      ['context canceled'],
    ],
    pattern: httpStatus('500', '(?<!statuscode[=:])internalservererror'),
    says: 'The registry, or the way to it, broke off.',
    stage: 'reach',
    causes: ['transient', 'network-timeout'],
    // Docker's own answer is a 500 whatever the registry said.
    weight: 34,
    source: 'https://github.com/microsoft/containerregistry/issues/132',
  },
];
