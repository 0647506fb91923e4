/** A registry's own API: https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md and the OCI distribution API. */
import { createHash } from 'node:crypto';
import { type Answer, type Call, json } from './call.ts';
import type { Tokens } from './tokens.ts';
import type { World } from './world.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const audiences = ['https://containerregistry.azure.net', 'https://management.azure.com'];

/** A token of Entra is exchanged for one of the registry, and that one for a token that reads one repository. */
export function answerRegistry(call: Call, world: World, tokens: Tokens): Answer {
  const form = call.body instanceof URLSearchParams ? call.body : new URLSearchParams();
  if (call.path === '/oauth2/exchange') {
    const known = audiences.some(audience => tokens.check(form.get('access_token') ?? undefined, audience));
    return known ? json({ refresh_token: tokens.issue('*', `${call.host} refresh`).value }) : refusal(call);
  }
  if (call.path === '/oauth2/token') {
    const known = tokens.check(form.get('refresh_token') ?? undefined, `${call.host} refresh`);
    return known ? json({ access_token: tokens.issue('*', `${call.host} ${form.get('scope')}`).value }) : refusal(call);
  }
  const wanted = /^\/v2\/(.+)\/manifests\/([^/]+)$/.exec(call.path);
  const [, repository = '', reference = ''] = wanted?.map(decodeURIComponent) ?? [];
  if (!tokens.check(call.headers.authorization, `${call.host} repository:${repository}:pull`)) return refusal(call);
  if (!wanted) return json({}, call.path === '/v2/' ? 200 : 404);
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
  const platforms = world.platforms.get(image);
  const mediaType = platforms ? indexType : manifestType;
  const content = platforms ? { manifests: platforms.map(manifestFor) } : singleManifest;
  const body = JSON.stringify({ schemaVersion: 2, mediaType, ...content });
  const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
  return { ...json({}, 200, { 'content-type': mediaType, 'docker-content-digest': digest }), body };
}

const noDigest = `sha256:${'0'.repeat(64)}`;
const singleManifest = {
  config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: noDigest, size: 2 },
  layers: [],
};

/** https://github.com/opencontainers/image-spec/blob/main/image-index.md. `-`: an entry without a platform. */
function manifestFor(platform: string) {
  const [os, architecture, variant] = platform.split('/');
  const entry = { mediaType: manifestType, digest: noDigest, size: 2 };
  return platform === '-' ? entry : { ...entry, platform: { os, architecture, ...(variant ? { variant } : {}) } };
}

function refusal(call: Call): Answer {
  const name = /^\/v2\/(.+)\/manifests\//.exec(call.path)?.[1];
  const scope = name ? `,scope="repository:${name}:pull"` : '';
  const challenge = `Bearer realm="https://${call.host}/oauth2/token",service="${call.host}"${scope}`;
  const detail = name ? [{ Type: 'repository', Name: name, Action: 'pull' }] : null;
  const error = {
    code: 'UNAUTHORIZED',
    message: 'authentication required, visit https://aka.ms/acr/authorization',
    detail,
  };
  return json({ errors: [error] }, 401, { 'www-authenticate': challenge });
}
