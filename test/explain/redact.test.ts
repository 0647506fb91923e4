import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../../src/explain/explain.ts';
import { masked } from '../../src/explain/text/redact.ts';

// Made up, and long enough to look like real ones.
const secret = 'N0t.A-Secret/But+Looks~Like1';
const jwt = `eyJ${'hbGciOiJub25l'}.eyJ${'zdWIiOiJub2JvZHki'}.c2lnbmF0dXJl`;
const base64 = Buffer.from('{"auths":{"shop.azurecr.io":{"auth":"bm9ib2R5Om5vdGhpbmc="}}}').toString('base64');

const texts: readonly (readonly [text: string, secret: string])[] = [
  [`docker login shop.azurecr.io -u nobody -p ${secret}`, secret],
  [`docker login shop.azurecr.io --username nobody --password=${secret}`, secret],
  [`docker login -u nobody -p "${secret} with blanks" shop.azurecr.io`, secret],
  [`kubectl create secret docker-registry acr --docker-server=shop.azurecr.io --docker-password=${secret}`, secret],
  [`az ad sp create --client-secret '${secret}'`, secret],
  [`AZURE_CLIENT_SECRET=${secret}`, secret],
  [`DOCKER_REGISTRY_SERVER_PASSWORD: ${secret}`, secret],
  [`{"password":"${secret}","username":"nobody"}`, secret],
  [`{\\"client_secret\\": \\"${secret}\\"}`, secret],
  [`"accessToken": "${jwt}"`, jwt],
  [`Authorization: Bearer ${jwt}`, jwt],
  [`authorization: Basic bm9ib2R5Om5vdGhpbmc=`, 'bm9ib2R5Om5vdGhpbmc='],
  [`-H 'Authorization: Basic bm9ib2R5Om5vdGhpbmc='`, 'bm9ib2R5Om5vdGhpbmc='],
  [`https://nobody:${secret.replaceAll('/', '')}@shop.azurecr.io/v2/`, secret.replaceAll('/', '')],
  [`https://x.blob.core.windows.net/y/data?se=2026&sig=${secret}&sp=r`, secret],
  [`grant_type=refresh_token&refresh_token=${secret}&service=shop.azurecr.io`, secret],
  [`"auths":{"shop.azurecr.io":{"auth":"bm9ib2R5Om5vdGhpbmc="}}`, 'bm9ib2R5Om5vdGhpbmc='],
  [`.dockerconfigjson: ${base64}`, base64],
  [`data: ${base64}`, base64],
  [`AccountKey=${secret};EndpointSuffix=core.windows.net`, secret],
  [`secret abc8Q~${'x'.repeat(34)} of the app`, 'abc8Q~'],
  [`key ${'A1b2'.repeat(10)}+ACRA1b2C3 of shop`, '+ACRA1b2C3'],
  [`password="${secret}`, secret],
  [`--password ab,cd;${secret}`, secret],
];

for (const [text, hidden] of texts) {
  test(`${text.slice(0, 60)}…`, () => {
    assert.ok(!masked(text).includes(hidden), masked(text));
    const error = 'shop.azurecr.io/a:1: failed to fetch anonymous token: unexpected status: 401 Unauthorized';
    for (const pasted of [
      `${text}\nFailed to pull image "${error}`,
      `image "${text}" ${error}`,
      `docker pull ${text}`,
    ]) {
      assert.ok(!JSON.stringify(explain(pasted)).includes(hidden));
    }
  });
}

test('what is no secret stays', () => {
  const text = 'Failed to pull image "shop.azurecr.io/a:1": unexpected status: 401 Unauthorized --password-stdin';
  assert.equal(masked(text), text);
});
