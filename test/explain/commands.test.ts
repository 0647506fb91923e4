// What a refused command says depends on the command: the same words are a failed pull behind `docker pull`, and none behind
// `docker push` or `az acr repository list`, however somebody's prompt, list or pipeline writes the command.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../../src/explain/explain.ts';

const prompts = [
  '',
  '$ ',
  '> ',
  'PS C:\\> ',
  'PS /home/dana> ',
  'C:\\Users\\dana>',
  'dana@host:~/src$ ',
  '[dana@host ~]$ ',
  'root@3f2a:/# ',
  'bash-5.2$ ',
  '➜  shop git:(main) ✗ ',
  '❯ ',
  '>>> ',
  '1. ',
  '3) ',
  '- ',
  '* ',
  '    ',
  '+ ',
  '##[command]',
  '[command]',
  'Run ',
  'cmd: ',
  '2026-11-25T07:22:16.0220012Z ',
  '2026-11-25T07:22:16.0220012Z + ',
];

const errors = [
  "Error: Could not connect to the registry login server 'deskreg01.azurecr.io'. Please verify that the registry exists and the URL 'https://deskreg01.azurecr.io/v2/' is reachable from your environment.",
  'unauthorized: authentication required, visit https://aka.ms/acr/authorization for more information.',
  "denied: client with IP '20.4.5.6' is not allowed access. Refer https://aka.ms/acr/firewall to grant access.",
  'Get "https://deskreg01.azurecr.io/v2/": dial tcp: lookup deskreg01.azurecr.io on 10.0.0.10:53: no such host',
  'Get "https://deskreg01.azurecr.io/v2/": x509: certificate signed by unknown authority',
];

const others = [
  'az acr repository list --name deskreg01',
  'az acr repository show-tags -n deskreg01 --repository web',
  'az acr repository delete -n deskreg01 --image web:1',
  'az acr manifest list-metadata -r deskreg01 -n web',
  'az acr show -n deskreg01',
  'docker push deskreg01.azurecr.io/web:1',
  'podman push deskreg01.azurecr.io/web:1',
  'helm push web-1.tgz oci://deskreg01.azurecr.io/charts',
];

const pulls = [
  'docker pull deskreg01.azurecr.io/web:1',
  'sudo docker pull deskreg01.azurecr.io/web:1',
  'podman pull deskreg01.azurecr.io/web:1',
  'crictl pull deskreg01.azurecr.io/web:1',
  'helm pull oci://deskreg01.azurecr.io/charts/web --version 1',
  'az acr login --name deskreg01',
];

const grid = (commands: readonly string[]) =>
  prompts.flatMap(prompt => commands.flatMap(command => errors.map(error => `${prompt}${command}\n${error}`)));

test('what is refused to who lists, shows, deletes or pushes is no failed pull, whatever the prompt', () => {
  assert.deepEqual(
    grid(others).filter(text => explain(text).pullError),
    [],
  );
});

test('what is refused to who pulls or signs in is a failed pull, whatever the prompt', () => {
  assert.deepEqual(
    grid(pulls).filter(text => !explain(text).pullError),
    [],
  );
});
