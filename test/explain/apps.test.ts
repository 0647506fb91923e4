// An app whose image was pulled says what goes wrong in the words of a registry, next to its own image's name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../../src/explain/explain.ts';

const errors = [
  '401 Unauthorized',
  '403 Forbidden',
  '404 Not Found',
  '429 Too Many Requests',
  'toomanyrequests',
  'connection refused',
  'i/o timeout',
  'context deadline exceeded',
  'no such host',
  'x509: certificate signed by unknown authority',
  'unauthorized: invalid token',
  'AADSTS700016: Application with identifier x was not found in the directory',
  'manifest not found',
  'permission denied',
  'failed to fetch',
  'no space left on device',
  'EOF',
];

const calls: readonly ((error: string) => string)[] = [
  error => `GET https://api.contoso.com/orders: ${error}`,
  error => `POST https://login.microsoftonline.com/x/oauth2/token: ${error}`,
  error => `dial tcp 10.2.0.9:6380: ${error}`,
  error => `redis: ${error}`,
  error => `connecting to db.contoso.com:5432: ${error}`,
  error => `fetching https://cdn.contoso.com/app/manifest.json: ${error}`,
  error => `https://contoso.vault.azure.net/secrets/x: ${error}`,
  error => `https://shopstore.blob.core.windows.net/data/x.bin: ${error}`,
  error => `sync of feed products failed: ${error}`,
  error => `calling orders-svc: ${error}`,
];

const logs: readonly ((said: string) => string)[] = [
  said => `Events:
  Normal  Pulling  2m  kubelet  Pulling image "shop.azurecr.io/web:1"
  Normal  Pulled   2m  kubelet  Successfully pulled image "shop.azurecr.io/web:1" in 3.1s
  Normal  Started  2m  kubelet  Started container web
$ kubectl logs web-1
ERROR ${said}`,
  said => `2026-11-25T10:00:01Z INFO Image: shop.azurecr.io/web:1 Pulled
2026-11-25T10:00:02Z INFO Starting container for site
2026-11-25T10:00:09Z ERROR ${said}`,
  said => `$ docker compose up
 web Pulled
 Container web-1  Started
web-1  | level=error msg="${said}"`,
  said => `#5 [1/4] FROM shop.azurecr.io/base:1@sha256:aa
#5 DONE 0.1s
#9 [4/4] RUN curl -f https://contoso.com/x
#9 1.2 ${said}
#9 ERROR: process "/bin/sh -c curl" did not complete successfully: exit code: 22`,
  said => `$ docker pull shop.azurecr.io/web:1
Status: Downloaded newer image for shop.azurecr.io/web:1
$ docker run --rm shop.azurecr.io/web:1
panic: ${said}`,
  said => `{"ContainerAppName":"web","ContainerImage":"shop.azurecr.io/web:1","Log":"error: ${said}"}`,
  said => `Pulling image mcr.microsoft.com/azure-cli:2.74
Successfully pulled image mcr.microsoft.com/azure-cli:2.74
ERROR: ${said}`,
  said => `Pod web-1 (image shop.azurecr.io/web:1) is Running but Readiness probe failed: ${said}`,
  said => `[web-7d9f] starting shop.azurecr.io/web:1
[web-7d9f] ${said}`,
];

test('what an app says is no failed pull, wherever it is logged', () => {
  const texts = logs.flatMap(log => calls.flatMap(call => errors.map(error => log(call(error)))));
  assert.deepEqual(
    texts.filter(text => explain(text).pullError),
    [],
  );
});
