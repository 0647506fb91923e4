import { isRestError } from '@azure/core-rest-pipeline';

/** Kinds of failures, distinguished by what a person can do about them. */
export type FailureKind = 'signIn' | 'forbidden' | 'throttled' | 'offline' | 'notFound' | 'broken' | 'cancelled';

export interface AzureFailure {
  readonly kind: FailureKind;
  /** A few words without anything secret: status, code, host. For a refused sign-in, Entra's own sentence. */
  readonly why: string;
}

/** A failure, and which part of Azure it leaves unread. */
export interface PartFailure extends AzureFailure {
  readonly where: string;
}

/** The next step after a failure, to follow a semicolon or to be a line of its own. */
export const nextSteps: Readonly<Record<FailureKind, string>> = {
  signIn: 'sign in again: `az login`, or see `acr-pull snapshot --help` for other ways to sign in',
  forbidden: "the account can't read it; it needs the Reader role",
  offline: 'check the connection, the DNS and the proxy (HTTPS_PROXY)',
  throttled: 'Azure asks to wait; try again in a few minutes',
  notFound: 'it may be deleted; try again',
  broken: 'try again later',
  cancelled: 'try again',
};

/** Sign-ins fail with many classes of `@azure/identity` and MSAL. Only their names have something in common. */
const signInErrors =
  /CredentialUnavailable|AuthenticationError|AuthenticationRequired|SignIn|ChainedTokenCredential|AggregateAuth/;
/** Signs of MSAL, the Azure CLI and Node that nothing was reached. */
const notReached =
  /network_error|endpoints_resolution_error|openid_config_error|NameResolutionError|Failed to establish a new connection|Max retries exceeded|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ECONNRESET|EPIPE|REQUEST_SEND_ERROR/;

/**
 * An error in few words. Messages of others are not repeated, as they may quote requests, and with them secrets. The
 * one exception is Entra's refusal of a sign-in: its sentence names the subject or the issuer that does not fit.
 */
export function failureOf(error: unknown): AzureFailure {
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  if (name === 'AbortError') return { kind: 'cancelled', why: 'cancelled' };
  if (error instanceof Unusable) return { kind: 'broken', why: message };
  if (signInErrors.test(name)) return refusedSignIn(message);
  if (!isRestError(error)) return { kind: 'broken', why: `failed (${name || 'unknown error'})` };
  const { statusCode, code, request } = error;
  const known = typeof code === 'string' && isCode(code) ? code : '';
  if (statusCode === undefined || (statusCode < 300 && known === 'PARSE_ERROR')) {
    if (known === 'PARSE_ERROR') return { kind: 'broken', why: 'the response could not be read' };
    if (known === 'ETIMEDOUT') return { kind: 'offline', why: 'no response in time' };
    if (/ENOTFOUND|EAI_AGAIN/.test(known))
      return { kind: 'offline', why: `no response (${known}: DNS has no ${hostOf(request?.url)})` };
    return { kind: notReached.test(known) ? 'offline' : 'broken', why: `no response (${known || name})` };
  }
  const why = [statusCode, codeIn(error.details) ?? codeIn(parsed(error.response?.bodyAsText)) ?? known]
    .filter(Boolean)
    .join(' ');
  const kind = byStatus.get(statusCode) ?? 'broken';
  return { kind, why };
}

function refusedSignIn(message: string): AzureFailure {
  const refusal = /(AADSTS\d+): ?([^\r\n]{0,300}?)\.?(?:\s{1,8}(?:-\s{0,8})?(?:Trace|Correlation) ID|[\r\n]|$)/.exec(
    message,
  );
  if (refusal) return { kind: 'signIn', why: `${refusal[1]}: ${refusal[2]}` };
  const network = notReached.exec(message)?.[0];
  if (network) return { kind: 'offline', why: `no response from Microsoft Entra sign-in (${network})` };
  return { kind: 'signIn', why: 'no token was given; sign in' };
}

const byStatus: ReadonlyMap<number, FailureKind> = new Map([
  [401, 'signIn'],
  [403, 'forbidden'],
  [404, 'notFound'],
  [429, 'throttled'],
]);

/** An answer that arrived but can't be used. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
}

function hostOf(url: string | undefined): string {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : 'such host';
}

function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** Codes that repeat the status. The inner code is the cause then. */
const general = new Set(['BadRequest', 'Forbidden', 'NotFound', 'Conflict', 'InternalServerError']);

/**
 * Returns the code of Azure's errors: in `error`, in the body itself (`Microsoft.Web`, AKS), or in the registry's
 * `errors`. If the outer code only repeats the status, returns the first of its `details`.
 */
function codeIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  if ('error' in body && typeof body.error === 'object') return codeIn(body.error);
  if ('errors' in body && Array.isArray(body.errors)) return codeIn(body.errors[0]);
  const code = 'code' in body && typeof body.code === 'string' && isCode(body.code) ? body.code : undefined;
  const details = 'details' in body && Array.isArray(body.details) ? body.details : [];
  const inner = details.map(codeIn).find(Boolean);
  return code === undefined || (inner && inner !== 'Unspecified' && general.has(code)) ? (inner ?? code) : code;
}

function isCode(text: string): boolean {
  return /^\w{1,60}$/.test(text);
}
