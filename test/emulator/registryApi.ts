/** A registry's own API: https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md and the OCI distribution API. */
import { createHash } from 'node:crypto';
import { type Answer, type Call, json } from './call.ts';
import type { Tokens } from './tokens.ts';
import type { World } from './world.ts';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';

export function answerRegistry(call: Call, world: World, tokens: Tokens): Answer {
  if (call.path === '/oauth2/exchange') {
    const form = call.body instanceof URLSearchParams ? call.body : new URLSearchParams();
    const known = tokens.check(form.get('access_token') ?? undefined);
    return known ? json({ refresh_token: tokens.issue('*').value }) : refusal(call);
  }
  if (call.path === '/oauth2/token') return json({ access_token: tokens.issue('*').value });
  if (!tokens.check(call.headers.authorization)) return refusal(call);
  const wanted = /^\/v2\/(.+)\/manifests\/([^/]+)$/.exec(call.path);
  if (!wanted) return json({}, call.path === '/v2/' ? 200 : 404);
  const [, repository = '', reference = ''] = wanted.map(decodeURIComponent);
  const image = `${call.host}/${repository}${reference.includes(':') ? '@' : ':'}${reference}`;
  if (world.quarantined.has(image) && reference.includes(':')) {
    return json({ errors: [{ code: 'UNKNOWN', message: 'The operation is disallowed.' }] }, 405);
  }
  const there = world.images ? world.images.has(image) : !world.missing.has(image);
  if (world.quarantined.has(image) || !there) {
    const detail = { Name: repository, Tag: reference };
    const message = `manifest tagged by "${reference}" is not found`;
    return json({ errors: [{ code: 'MANIFEST_UNKNOWN', message, detail }] }, 404);
  }
  const body = JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: `sha256:${'0'.repeat(64)}`, size: 2 },
    layers: [],
  });
  const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
  return { ...json({}, 200, { 'content-type': manifestType, 'docker-content-digest': digest }), body };
}

function refusal(call: Call): Answer {
  const scope = /^\/v2\/(.+)\/manifests\//.exec(call.path)?.[1];
  const challenge = `Bearer realm="https://${call.host}/oauth2/token",service="${call.host}"${scope ? `,scope="repository:${scope}:pull"` : ''}`;
  const error = { code: 'UNAUTHORIZED', message: 'authentication required' };
  return json({ errors: [error] }, 401, { 'www-authenticate': challenge });
}
