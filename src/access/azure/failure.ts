import { isRestError } from '@azure/core-rest-pipeline';

/** What a person can do about it decides the kind. */
export type FailureKind = 'signIn' | 'forbidden' | 'throttled' | 'offline' | 'notFound' | 'broken' | 'cancelled';

export interface Failure {
  readonly kind: FailureKind;
  /** A few words, with nothing in them that was secret: status, code, host. */
  readonly why: string;
}

const unreachable =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ECONNRESET|EPIPE|REQUEST_SEND_ERROR/;

/**
 * An error in few words. Messages of others are not repeated: they may quote requests, and with them what is secret.
 */
export function failureOf(error: unknown): Failure {
  const name = error instanceof Error ? error.name : '';
  if (name === 'AbortError') return { kind: 'cancelled', why: 'cancelled' };
  if (name === 'TimeoutError') return { kind: 'offline', why: 'no answer in time' };
  if (error instanceof Unusable) return { kind: 'broken', why: error.message };
  if (
    /CredentialUnavailable|AuthenticationError|AuthenticationRequired|SignIn|ChainedTokenCredential|AggregateAuth/.test(
      name,
    )
  ) {
    return { kind: 'signIn', why: 'no token was given; sign in' };
  }
  if (!isRestError(error)) return { kind: 'broken', why: `failed (${name || 'unknown error'})` };
  const { statusCode, code } = error;
  const known = typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : '';
  if (statusCode === undefined || (statusCode < 300 && known === 'PARSE_ERROR')) {
    if (known === 'PARSE_ERROR') return { kind: 'broken', why: 'the answer could not be read' };
    return unreachable.test(known)
      ? { kind: 'offline', why: `no answer (${known})` }
      : { kind: 'broken', why: `no answer (${known || name})` };
  }
  const why = [statusCode, armCode(error.details) ?? known].filter(Boolean).join(' ');
  if (statusCode === 401) return { kind: 'signIn', why };
  if (statusCode === 403) return { kind: 'forbidden', why };
  if (statusCode === 404) return { kind: 'notFound', why };
  if (statusCode === 429) return { kind: 'throttled', why };
  return { kind: 'broken', why };
}

/** An answer that came, and that nothing can be built on. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
}

function armCode(details: unknown): string | undefined {
  if (typeof details !== 'object' || details === null) return undefined;
  const inner = 'error' in details ? details.error : details;
  const code = typeof inner === 'object' && inner !== null && 'code' in inner ? inner.code : undefined;
  return typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : undefined;
}
