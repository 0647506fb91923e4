import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { callsItselfAzure, isAzureHost } from '../../src/model/host.ts';
import { hostOf, nameOf, readImage } from '../../src/read/image.ts';
import { anyCharacter } from '../anyCharacter.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** registry, repository, tag, digest. Undefined where unresolved or absent. */
type Parts = readonly (string | undefined)[];

const names: Record<string, Parts> = {
  nginx: ['docker.io', 'library/nginx'],
  'nginx:1.27': ['docker.io', 'library/nginx', '1.27'],
  'bitnami/redis': ['docker.io', 'bitnami/redis'],
  'index.docker.io/nginx': ['docker.io', 'library/nginx'],
  'localhost/app': ['localhost', 'app'],
  'localhost:5000/app:1': ['localhost:5000', 'app', '1'],
  'Shop.azurecr.io/app': ['shop.azurecr.io', 'app'],
  'SHOP/app': ['shop', 'app'],
  'shop.azurecr.io:443/team/app:v1': ['shop.azurecr.io:443', 'team/app', 'v1'],
  [`shop.azurecr.io/a/b/c@${DIGEST}`]: ['shop.azurecr.io', 'a/b/c', undefined, DIGEST],
  [`shop.azurecr.io/a:1@${DIGEST}`]: ['shop.azurecr.io', 'a', '1', DIGEST],
  'shop.azurecr.io/a__b-c---d.e:_x.Y-z': ['shop.azurecr.io', 'a__b-c---d.e', '_x.Y-z'],
  '10.0.0.4:5000/app': ['10.0.0.4:5000', 'app'],
  '[fd00::1]:5000/app': ['[fd00::1]:5000', 'app'],
  [`docker.io/${'0123456789abcdef'.repeat(4)}`]: ['docker.io', `library/${'0123456789abcdef'.repeat(4)}`],
};

for (const [text, [registry, repository, tag, digest]] of Object.entries(names)) {
  test(`reads ${text}`, () => {
    assert.deepEqual(readImage(text), { kind: 'image', registry, repository, tag, digest, unresolved: undefined });
  });
}

const templates: Record<string, Parts> = {
  'shop.azurecr.io/app:${TAG}': ['shop.azurecr.io', 'app'],
  'shop.azurecr.io/app:v${MAJOR}.1': ['shop.azurecr.io', 'app'],
  'shop.azurecr.io/app@${DIGEST}': ['shop.azurecr.io', 'app'],
  'shop.azurecr.io/app${SUFFIX}': ['shop.azurecr.io'],
  'shop.azurecr.io/${TEAM}/app:1': ['shop.azurecr.io', undefined, '1'],
  '${ACR}.azurecr.io/team/app:1': [undefined, 'team/app', '1'],
  '${HOST}:5000/app': [undefined, 'app'],
  '${REGISTRY}/app:1': [undefined, undefined, '1'],
  '${REGISTRY}app': [],
  '${IMAGE}': [],
  'nginx:${VERSION:-1.27}': ['docker.io', 'library/nginx'],
  '${LOCAL-shop.azurecr.io/}team/app:${TAG:-latest}': [],
  '$(registry)/$(repository):$(tag)': [],
  '{{ .Values.registry }}/app': [],
  'shop.azurecr.io/app:{{ .Values.tag | default "x:y/z" }}': ['shop.azurecr.io', 'app'],
  'shop.azurecr.io/app:__TAG__': ['shop.azurecr.io', 'app'],
  'shop.azurecr.io/app:1.__build__': ['shop.azurecr.io', 'app'],
  '__ACR__.azurecr.io/app': [undefined, 'app'],
  '<your-registry>.azurecr.io/app:1': [undefined, 'app', '1'],
  '$REGISTRY$/app:$TAG$': [],
  '%REGISTRY%/app': [],
  '#{Registry}#/app': [],
  'shop.azurecr.io/app:#TAG#': ['shop.azurecr.io', 'app'],
  'shop.azurecr.io/app:##TAG##': ['shop.azurecr.io', 'app'],
  '#MODULES.SensorModule#': [],
  '[registry]/app': [],
  // quotes may hold brackets
  'shop.azurecr.io/app:{{ .Values.tag | default "{" }}-a': ['shop.azurecr.io', 'app'],
  // signs of a tool's that is not known here
  'shop.azurecr.io/app:$${TAG}': ['shop.azurecr.io', 'app'],
  'shop.azurecr.io/team/!{APP}!:1': ['shop.azurecr.io', undefined, '1'],
  '[fd00::1]:${PORT}/app': [undefined, 'app'],
  '((registry))/app': [],
  'ko://example.com/cmd/app': [],
  'CONTAINER_IMAGES_REGISTRY/app:1': [undefined, undefined, '1'],
  'shop.azurecr.io/IMAGE_NAME:1': ['shop.azurecr.io', undefined, '1'],
  IMAGE_PLACEHOLDER: [],
};

for (const [text, [registry, repository, tag, digest]] of Object.entries(templates)) {
  test(`leaves open only what a placeholder touches in ${text}`, () => {
    const image = readImage(text);
    assert.ok(image.kind === 'image');
    assert.deepEqual([image.registry, image.repository, image.tag, image.digest], [registry, repository, tag, digest]);
    assert.ok(image.unresolved !== undefined && text.includes(image.unresolved));
  });
}

const malformed = [
  '',
  'App',
  'shop.azurecr.io/App',
  'shop.azurecr.io/',
  'shop.azurecr.io//app',
  'shop.azurecr.io/app:',
  'shop.azurecr.io/app:a b',
  'shop.azurecr.io/app@sha256:12',
  'shop.azurecr.io/app@md5:0123456789abcdef0123456789abcdef',
  'shop.azurecr.io/_app',
  'shop.azurecr.io/a___b',
  'shop_prod.azurecr.io/app',
  'shop.azurecr.io:port/app',
  'https://shop.azurecr.io/app',
  ' nginx',
  '0123456789abcdef'.repeat(4),
  `shop.azurecr.io/${'a'.repeat(256)}`,
  `nginx:${'t'.repeat(129)}`,
  'x'.repeat(5000),
  // the grammar has no IPv6 address that ends like one of IPv4
  '[::ffff:10.0.0.4]:5000/app:1',
  `shop.azurecr.io/app@sha512:${'a'.repeat(64)}`,
  // no placeholder, as nothing closes it
  ...['{{ .Values.tag', '${TAG', '$(TAG', '#{TAG', '[TAG', '<TAG', '((TAG', '@(TAG'].map(
    tag => `shop.azurecr.io/app:${tag}`,
  ),
  'shop.azurecr.io/a\u001b[31m:1',
  // beside a placeholder
  'shop.azurecr.io/a\u001b[31m:${TAG}',
  'shop.azurecr.io/a\u001b${NAME}:1',
  'shop.azurecr.io/${NAME}\u001b:1',
  'shop.azurecr.io/app:${TAG}\u0430',
  'shop.azurecr.io/app:${TAG} and more',
  'shop.azurecr.io/${NAME}[31m:1',
  'shop.azurecr.io/App${NAME}:1',
  'shop.azurecr.io/_app-${NAME}:1',
];

for (const text of malformed) {
  test(`refuses ${JSON.stringify(text.slice(0, 60))}`, () => {
    assert.equal(readImage(text).kind, 'malformed');
  });
}

test('cuts out host and name', () => {
  const text = 'shop.azurecr.io:443/team/app:1';
  assert.equal(hostOf(text), 'shop.azurecr.io:443');
  assert.equal(nameOf(text), 'shop.azurecr.io:443/team/app');
  assert.equal(hostOf('nginx:1'), undefined);
});

test('knows the hosts of Azure by their suffix', () => {
  const azure = [
    'shop.azurecr.io',
    'SHOP.AzureCR.io',
    'shop.azurecr.cn',
    'shop.azurecr.us',
    'shop-a1b2.azurecr.io',
    'shop.westeurope.geo.azurecr.io',
    'shop.privatelink.azurecr.io',
    'shop.westeurope.data.azurecr.io',
    'shop.azurecr.io:443',
  ];
  for (const host of azure) assert.ok(isAzureHost(host), host);
  for (const host of [
    'azurecr.io',
    'shop.azureacr.io',
    'shop.azurecr.io.evil.com',
    'docker.io',
    'mcr.microsoft.com',
    '',
  ]) {
    assert.ok(!isAzureHost(host), host);
  }
});

const component = fc.stringMatching(/^[a-z0-9]{1,8}(?:(?:[._]|__|-{1,2})[a-z0-9]{1,8}){0,2}$/);
const label = fc.stringMatching(/^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,6}[a-zA-Z0-9])?$/);

test('reads back any name that the grammar can build', () => {
  const host = fc
    .tuple(fc.array(label, { minLength: 2, maxLength: 4 }), fc.option(fc.nat({ max: 65535 }), { nil: undefined }))
    .map(([labels, port]) => `${labels.join('.')}${port === undefined ? '' : `:${port}`}`)
    .filter(each => each.toLowerCase() !== 'index.docker.io' && each.toLowerCase() !== 'docker.io');
  const tag = fc.option(
    // a text between two `__` may be a token of replace-tokens: `1.__BUILD__`
    fc.stringMatching(/^\w[\w.-]{0,20}$/).filter(each => !/__.*__/.test(each)),
    { nil: undefined },
  );
  fc.assert(
    fc.property(
      host,
      fc.array(component, { minLength: 1, maxLength: 4 }),
      tag,
      fc.boolean(),
      (domain, path, version, pinned) => {
        const repository = path.join('/');
        const digest = pinned ? DIGEST : undefined;
        const text = `${domain}/${repository}${version === undefined ? '' : `:${version}`}${pinned ? `@${DIGEST}` : ''}`;
        assert.deepEqual(readImage(text), {
          kind: 'image',
          registry: domain.toLowerCase(),
          repository,
          tag: version,
          digest,
          unresolved: undefined,
        });
      },
    ),
  );
});

test('reads any text without a throw, and keeps a placeholder out of every known part', () => {
  const piece = fc.constantFrom(
    '${A}',
    '{{ .b }}',
    '__C__',
    '$(d)',
    '<e>',
    '/',
    ':',
    '@',
    '.',
    'shop',
    'azurecr.io',
    '{',
    '%',
    '[',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: anyCharacter }),
        fc.array(piece).map(parts => parts.join('')),
      ),
      text => {
        const image = readImage(text);
        if (image.kind === 'malformed') return;
        for (const part of [image.registry, image.repository, image.tag, image.digest])
          assert.doesNotMatch(part ?? '', /[${<]/);
      },
    ),
  );
});

test('a letter that only looks like another is named', () => {
  for (const [text, fault] of [
    ['shop.\u0430zurecr.io/app:1', '`shop.\u0430zurecr.io` is not a valid host name: U+0430 is not allowed in it'],
    ['shop.azurecr.io/\u0430pp:1', '`\u0430pp` is not a valid repository name: U+0430 is not allowed in it'],
    ['shop.azurecr.io/app:\u00b9', '`\u00b9` is not a valid tag: U+00B9 is not allowed in it'],
  ] as const) {
    assert.deepEqual(readImage(text), { kind: 'malformed', why: fault, name: text });
  }
});

test('a host that only its name calls a registry of Azure', () => {
  const meant = ['${acrUrl}/app', '$ACR/app', '{{ .Values.acr }}/app', "[parameters('azureContainerRegistry')]/app"];
  for (const text of [...meant, 'PLACEHOLDER_ACR_SERVER/app:1']) assert.ok(callsItselfAzure(text), text);
  for (const text of ['${registry}/app', 'REGISTRY_HOST/app', 'ACR/app', 'MACRO_X/app', '/ACR_NAME/app'])
    assert.ok(!callsItselfAzure(text), text);
});
