// The parts of Azure's answers that are kept hold no secret: a snapshot is a file that goes around.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { part, textField } from '../../../src/access/estate/estate.ts';
import { trimmed } from '../../../src/access/estate/trimmed.ts';

test("the password of a cluster's proxy is let go, whatever characters it has", () => {
  const proxied = (httpsProxy: string) => {
    const properties = { httpProxyConfig: { enabled: true, httpsProxy } };
    const kept = trimmed({ type: 'Microsoft.ContainerService/managedClusters', properties });
    return textField(part(part(kept, 'properties'), 'httpProxyConfig'), 'httpsProxy');
  };
  assert.equal(proxied('http://proxy.corp.example:3128/'), 'http://proxy.corp.example:3128/');
  assert.equal(proxied('http://svc:s3cret@proxy.corp.example:3128/'), 'http://proxy.corp.example:3128/');
  assert.equal(proxied('svc:s3cret@proxy.corp.example:3128'), 'proxy.corp.example:3128');
  // The last @ ends it for Go, which AKS hands it to: https://pkg.go.dev/net/url
  assert.equal(proxied('http://svc:p@s3cret@proxy.corp.example:3128/'), 'http://proxy.corp.example:3128/');
});

test('the compose file that a site carries is let go', () => {
  // `az webapp create --multicontainer-config-file` puts the whole file there, encoded, with its environment variables:
  // https://github.com/Azure/azure-cli/blob/dev/src/azure-cli/azure/cli/command_modules/appservice/custom.py
  const kept = (linuxFxVersion: string) => {
    const site = { type: 'Microsoft.Web/sites', properties: { siteConfig: { linuxFxVersion } } };
    return part(part(trimmed(site), 'properties'), 'siteConfig')['linuxFxVersion'];
  };
  const file = 'services:\n  db:\n    image: mysql:8\n    environment:\n      MYSQL_ROOT_PASSWORD: s3cret\n';
  assert.equal(kept(`COMPOSE|${Buffer.from(file).toString('base64')}`), 'COMPOSE|');
  assert.equal(kept('DOCKER|shop.azurecr.io/web:1.4'), 'DOCKER|shop.azurecr.io/web:1.4');
  assert.equal(kept('sitecontainers'), 'sitecontainers');
});

test('of a part that has another shape than the reader knows, nothing but its shape is kept', () => {
  // The reader then leaves the app out, with a note. A later version of the API may put anything there.
  const secrets = { name: 'acr', value: 's3cret' };
  const registries = [{ server: 'shop.azurecr.io', username: secrets, identity: '' }];
  const app = {
    type: 'Microsoft.App/containerApps',
    properties: { configuration: { registries, secrets: [secrets] } },
  };
  assert.deepEqual(part(part(trimmed(app), 'properties'), 'configuration'), {
    registries: [{ server: 'shop.azurecr.io', username: {}, identity: '' }],
  });
});
